# `make help` lists the targets. Everything outside the repository is under $(MODELBENCH_HOME).
include versions.env

export MODELBENCH_HOME ?= $(HOME)/.cache/modelbench
export MODELBENCH_CLUSTER_NAME ?= modelbench
export KUBECONFIG := $(MODELBENCH_HOME)/kubeconfig$(patsubst %,-%,$(filter-out modelbench,$(MODELBENCH_CLUSTER_NAME)))
export PATH := $(MODELBENCH_HOME)/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

PYTHON ?= python3
VENV := $(MODELBENCH_HOME)/venv-$(shell cat requirements-dev.txt */requirements*.txt | sha256sum | cut -c1-12)
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help

##@ General
.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: install ## From nothing to a printed answer: cluster, images, operator, a sample benchmark
	@$(BIN)/python -m hack.demo

.PHONY: test
test: lint unit install api e2e ## Every check and every test, on the same cluster

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

.PHONY: install
install: venv images ## Install the operator from manifests/
	@$(BIN)/python -m hack.install

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
	@$(BIN)/mypy operator/modelbench cluster hack
	@PYTHONPATH=operator $(BIN)/lint-imports

.PHONY: format
format: venv ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

.PHONY: unit
unit: venv ## Unit tests: seconds, no cluster
	@$(PYTEST) tests/unit

.PHONY: api
api: venv ## Tests of the CRD against the real API server
	@$(PYTEST) tests/api

.PHONY: e2e
e2e: venv ## End-to-end tests on the cluster
	@$(PYTEST) tests/e2e -m "not long" --timeout 900 --durations 0

.PHONY: e2e-long
e2e-long: venv ## End-to-end tests that take many minutes: known delays, the queue, a killed operator
	@$(PYTEST) tests/e2e -m long --timeout 900 --durations 0

.PHONY: uninstall
uninstall: ## Remove the operator, the CRD and with it every benchmark
	@kubectl delete -k manifests --ignore-not-found
