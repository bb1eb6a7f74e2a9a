"""What people delete or change in mid-run is made again, or ends the run for the right reason."""

import json
import time

import pytest

from tests.chaos import faults, victim
from tests.e2e.benchmarks import wait_until

pytestmark = pytest.mark.together


def test_results_and_variants_deleted(benchmarks, row):
    must = "made again, every stored trial kept, 0 doubled"
    with row("results ConfigMap, a Deployment and a Knative Service deleted", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(3)
        kept = benchmarks.samples()
        for kind, name in (
            ("configmap", "candidate-results"),
            ("deployment", "candidate-containerized-start"),
            ("services.serving.knative.dev", "candidate-serverless-2"),
        ):
            began = time.monotonic()
            before = benchmarks.json("get", kind, name)["metadata"]["uid"]
            benchmarks.kubectl("delete", kind, name, "--wait=false")

            def is_new(kind=kind, name=name, before=before):
                found = benchmarks.kubectl("get", kind, name, "-o", "json", check=False)
                return found and json.loads(found)["metadata"]["uid"] != before

            wait_until(is_new, 120, f"{kind} {name} is made again")
            seen.append(f"{kind} back after {time.monotonic() - began:.0f} s")
        seen.append(victim.check(benchmarks, kept))


def test_a_variant_changed(benchmarks, row):
    must = "never a value of a changed variant: VariantChanged, what was measured before kept"
    with row("a Deployment and a Knative Service changed in mid-run", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(3)
        kept = benchmarks.samples()
        change = ("set", "env", "deployment/candidate-containerized-start", "START_SECONDS=9")
        benchmarks.kubectl(*change)
        condition = benchmarks.wait_failed()
        assert condition["reason"] == "VariantChanged", condition
        trials = benchmarks.samples().trials
        assert trials[: len(kept.trials)] == kept.trials
        seen.append(f"{condition['message'].partition('.')[0]}; {len(trials)} trials kept")
        victim.create(benchmarks, "second")
        benchmarks.wait_trials(2, "second")
        env = [{"name": "A", "value": "B"}]
        containers = [{"image": "dev.local/modelbench/test-model:0.1.0", "env": env}]
        patch = json.dumps({"spec": {"template": {"spec": {"containers": containers}}}})
        service = ("services.serving.knative.dev", "second-serverless")
        benchmarks.kubectl("patch", *service, "--type=merge", "-p", patch)
        condition = benchmarks.wait_failed("second")
        assert condition["reason"] == "VariantChanged", condition
        seen.append(condition["message"].partition(".")[0])


def test_namespace_deleted(benchmarks, row):
    must = "clean: all of it goes, the next benchmark measures"
    with row("namespace deleted in mid-run", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(1)
        began = time.monotonic()
        faults.kubectl("delete", "namespace", benchmarks.namespace, "--wait=false")

        def is_gone():
            return not faults.kubectl("get", "namespace", benchmarks.namespace, check=False)

        wait_until(is_gone, 300, "the namespace is gone")
        seen.append(f"gone after {time.monotonic() - began:.0f} s")
        faults.kubectl("create", "namespace", benchmarks.namespace)
        victim.create(benchmarks, "next")
        seen.append(victim.check(benchmarks, name="next"))
