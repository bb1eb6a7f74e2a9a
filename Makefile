# `make help` lists the targets. Everything outside the repository is under $(MODELBENCH_HOME).
include versions.env

export MODELBENCH_HOME ?= $(HOME)/.cache/modelbench
ifneq ($(words $(MODELBENCH_HOME)),1)
$(error MODELBENCH_HOME is '$(MODELBENCH_HOME)': it must be one folder without a space in its path)
endif
export MODELBENCH_CLUSTER_NAME ?= modelbench
export KUBECONFIG := $(MODELBENCH_HOME)/kubeconfig$(patsubst %,-%,$(filter-out modelbench,$(MODELBENCH_CLUSTER_NAME)))
export PATH := $(MODELBENCH_HOME)/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

PYTHON ?= python3
VENV := $(MODELBENCH_HOME)/venv-$(shell cat requirements-dev.txt */requirements*.txt examples/*/requirements.txt | sha256sum | cut -c1-12)
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help

##@ General
.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: install ## From nothing to what to choose: cluster, images, operator, a benchmark of the sample
	@PYTHONPATH=operator $(BIN)/python -m tools.demo

.PHONY: test
test: lint unit install api chart-test e2e ## Every check and every test, on the same cluster

.PHONY: lock
lock: ## Pin the packages of the images with their hashes, after a change of a requirements.txt
	@PYTHONPATH=operator $(BIN)/python -m tools.lock

##@ Cluster
.PHONY: cluster
cluster: ## Bring the local kind cluster up, or back
	@$(PYTHON) -m cluster up

.PHONY: cluster-down
cluster-down: ## Delete the local kind cluster; what was built stays cached
	@$(PYTHON) -m cluster down

.PHONY: cluster-status
cluster-status: ## Say in a few lines what runs
	@$(PYTHON) -m cluster status

.PHONY: images
images: cluster ## Build the images and load them into the cluster
	@$(PYTHON) -m cluster images

.PHONY: images-examples
images-examples: cluster ## Build and load the images that only some examples and long tests need
	@$(PYTHON) -m cluster examples

.PHONY: install
install: venv images ## Install the operator from manifests/
	@PYTHONPATH=operator $(BIN)/python -m tools.install

.PHONY: uninstall
uninstall: ## Remove Prometheus, the operator, the CRD and with it every benchmark
	@kubectl delete -k manifests/monitoring --ignore-not-found
	@kubectl delete -k manifests --ignore-not-found

##@ Development
.PHONY: venv
venv: $(VENV)/.complete ## Make the Python environment for development
$(VENV)/.complete:
	@echo "==> Python environment in $(VENV)"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: lint
lint: venv ## Ruff, mypy --strict and the layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy operator/modelbench cluster tools dashboard tests/bench
	@PYTHONPATH=operator:. $(BIN)/lint-imports

.PHONY: format
format: venv ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

.PHONY: reference
reference: venv ## Write docs/reference.md from crds/
	@PYTHONPATH=operator $(BIN)/python -m tools.reference

.PHONY: dashboard
dashboard: venv ## Write the Grafana dashboards in manifests/grafana from dashboard
	@PYTHONPATH=operator $(BIN)/python -m dashboard

.PHONY: pictures
pictures: venv ## Draw the pictures of the documentation from the recorded example (needs chromium)
	@PYTHONPATH=operator:. $(BIN)/python -m tools.pictures

.PHONY: chart
chart: venv ## Give the Helm chart its copies of the CRD, the dashboards, the rules
	@$(BIN)/python -m tools.chart

.PHONY: unit
unit: venv ## Unit tests: seconds, no cluster
	@$(PYTEST) tests/unit -n auto

.PHONY: api
api: venv ## Tests of the CRD against the real API server
	@$(PYTEST) tests/api

.PHONY: chart-test
chart-test: venv helm ## Lint and render the Helm chart, and show it to the API server
	@helm lint --strict --quiet charts/modelbench
	@$(PYTEST) tests/chart

.PHONY: helm
helm:
	@$(PYTHON) -m cluster helm

OPERATOR := -n modelbench-system deployment/modelbench-operator
at_once = kubectl set env $(OPERATOR) MODELBENCH_MAX_CONCURRENT=$(1) && \
	kubectl rollout status $(OPERATOR) --timeout=300s

.PHONY: e2e
e2e: venv helm ## End-to-end tests on the cluster; those that measure exactly run one at a time
	@$(call at_once,3)
	@$(PYTEST) tests/e2e -m together -n 3 --dist loadscope --durations 25 || failed=1; \
	$(call at_once,1) && \
	$(PYTEST) tests/e2e -m "not together and not long" --durations 25 && [ -z "$$failed" ]

.PHONY: e2e-long
e2e-long: install images-examples ## End-to-end tests that take too long for make test
	@$(PYTEST) tests/e2e -m long

export MODELBENCH_CHAOS_TABLE := $(MODELBENCH_HOME)/chaos.md

.PHONY: chaos
chaos: install ## Faults of every part while a benchmark runs, as a table: 90 minutes, disturbs the cluster
	@rm -f $(MODELBENCH_CHAOS_TABLE) && $(call at_once,2)
	@$(PYTEST) tests/chaos -m together -n 2 --dist worksteal --durations 0 || failed=1; \
	$(PYTEST) tests/chaos -m own_operator -n 2 --durations 0 || failed=1; \
	$(call at_once,1) && \
	$(PYTEST) tests/chaos -m "not together and not own_operator" --durations 0 || failed=1; \
	cat $(MODELBENCH_CHAOS_TABLE) && [ -z "$$failed" ]

.PHONY: bench
bench: install ## Measure ModelBench itself on the cluster, each value beside its goal: 20 minutes
	@PYTHONPATH=operator $(BIN)/python -m tests.bench

##@ Release
.PHONY: images-release
images-release: ## Build the images for a registry, REGISTRY=registry.example.com/modelbench
	@$(PYTHON) -m cluster release "$(or $(REGISTRY),$(error REGISTRY is not set))"

.PHONY: package
package: venv ## Build and check the wheel and the source archive, into dist/
	@$(BIN)/python -m build --outdir dist .
	@$(BIN)/twine check --strict dist/modelbench-*

.PHONY: release-files
release-files: venv ## Write install.yaml and pack the Helm chart, into dist/; IMAGE is the operator's
	@mkdir -p dist
	@PYTHONPATH=operator $(BIN)/python -m modelbench.cli install $(if $(IMAGE),--image $(IMAGE)) \
		> dist/install.yaml
	@helm package charts/modelbench --destination dist

.PHONY: sbom
sbom: venv images ## Write what the images are made of, and under which licences, into dist/sbom/
	@$(BIN)/python -m tools.sbom dist/sbom
