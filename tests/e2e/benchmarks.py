"""A namespace of a test, and the benchmarks in it, by kubectl as a user would."""

import base64
import functools
import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass

import yaml
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.samples import Samples, load_samples

from tools import waiting
from tools.kubectl import ROOT, kubectl

TEST_MODEL = "dev.local/modelbench/test-model:0.1.0"
# What an example's model becomes where a test only needs one that starts quickly.
SMALL_MODEL = {
    "image": "dev.local/modelbench/sample-small:0.1.0",
    "resources": {"requests": {"cpu": "20m", "memory": "64Mi"}},
}
KINDS = (
    "modelbenchmarks,services.serving.knative.dev,deployments,replicasets,jobs,pods,services,"
    "serviceaccounts,rolebindings,configmaps"
)
# Kubernetes puts these into every namespace.
KEPT = {"serviceaccount/default", "configmap/kube-root-ca.crt"}
# The variants of a benchmark that adds none.
BOTH = (SERVERLESS, CONTAINERIZED)
METRICS = (
    "/api/v1/namespaces/modelbench-system/services/http:modelbench-operator-metrics:9090"
    "/proxy/metrics"
)

# Most looks start kubectl, which takes processor time from what is measured.
wait_until = functools.partial(waiting.wait_until, pause_seconds=2)


def example(name):
    """The documents of examples/NAME.yaml."""
    return list(yaml.safe_load_all((ROOT / "examples" / f"{name}.yaml").read_text()))


def variant(status, name):
    """What a status says of one variant; empty where it says nothing."""
    found = (one for one in status.get("variants", ()) if one["name"] == name)
    return next(found, {})


def exposition():
    """The operator's own metrics, as Prometheus reads them."""
    return kubectl("get", "--raw", METRICS)


@dataclass
class Benchmarks:
    """The benchmarks of one namespace."""

    namespace: str

    def kubectl(self, *arguments, **options):
        return kubectl("-n", self.namespace, *arguments, **options)

    def modelbench(self, *arguments, text=None):
        """One call of the command line in this namespace, with its exit code and its output."""
        command = [sys.executable, "-m", "modelbench.cli", *arguments, "-n", self.namespace]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "operator")}
        return subprocess.run(
            command, input=text, env=environment, capture_output=True, text=True, check=False
        )

    def json(self, *arguments):
        return json.loads(self.kubectl(*arguments, "-o", "json"))

    def create(
        self,
        name="candidate",
        *,
        labels=None,
        env=None,
        cold_start=None,
        scenarios=None,
        model=None,
        **spec,
    ):
        """Create a benchmark of the test model; fast settings unless told otherwise."""
        request = {"path": "/predict", "body": "{}", "timeoutSeconds": 5}
        cold_start = {"trials": 1, "maxTrials": 1, "lanes": 2, **(cold_start or {})}
        variables = [{"name": key, "value": str(value)} for key, value in (env or {}).items()]
        fields = {
            "image": TEST_MODEL,
            "readinessPath": "/readyz",
            "request": request,
            "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
            "env": variables,
            **(model or {}),
        }
        document = {
            "apiVersion": "modelbench.dev/v1alpha1",
            "kind": "ModelBenchmark",
            "metadata": {"name": name, "labels": labels or {}},
            "spec": {
                "model": {name: value for name, value in fields.items() if value is not None},
                "scenarios": scenarios or {"coldStart": cold_start},
                **spec,
            },
        }
        self.kubectl("create", "-f", "-", text=json.dumps(document))

    def apply_example(self, name, model=None, **spec):
        """Apply examples/NAME.yaml, with these fields of its benchmark's spec in place of its own.

        Tests shorten what is measured so; all else is what a user would apply. ``model`` holds
        fields of ``spec.model``, such as those of ``SMALL_MODEL``.
        """
        documents = example(name)
        for document in documents:
            if document["kind"] == "ModelBenchmark":
                document["spec"].update(spec)
                document["spec"]["model"].update(model or {})
        self.kubectl("apply", "-f", "-", text=yaml.safe_dump_all(documents))

    def get(self, name="candidate"):
        return self.json("get", "modelbenchmark", name)

    def parsed(self, name="candidate"):
        """The benchmark as the operator reads it."""
        return parse_benchmark(self.get(name))

    def status(self, name="candidate"):
        return self.get(name).get("status", {})

    def condition(self, type_="Succeeded", name="candidate"):
        conditions = self.status(name).get("conditions", ())
        return next((c for c in conditions if c["type"] == type_), {"status": "absent"})

    def patch(self, spec, name="candidate"):
        patch = json.dumps({"spec": spec})
        self.kubectl("patch", "modelbenchmark", name, "--type=merge", "-p", patch)

    def delete(self, name="candidate"):
        self.kubectl("delete", "modelbenchmark", name)

    def wait_finished(self, name="candidate", timeout_seconds=900):
        """The status of a benchmark that has ended, well or badly."""

        def ended():
            status = self.status(name)
            found = [c for c in status.get("conditions", ()) if c["type"] == "Succeeded"]
            return status if found and found[0]["status"] != "Unknown" else None

        return wait_until(ended, timeout_seconds, f"the end of {name}")

    def wait_succeeded(self, name="candidate", timeout_seconds=900):
        status = self.wait_finished(name, timeout_seconds)
        assert self.condition(name=name)["status"] == "True", self.condition(name=name)
        return status

    def wait_failed(self, name="candidate", timeout_seconds=300):
        """The failed summary condition."""
        self.wait_finished(name, timeout_seconds)
        condition = self.condition(name=name)
        assert condition["status"] == "False", condition
        return condition

    def wait_reason(self, reason, name="candidate", timeout_seconds=60):
        def reached():
            return self.condition(name=name).get("reason") == reason

        wait_until(reached, timeout_seconds, f"{name} is {reason}")

    def wait_trials(self, count, name="candidate", timeout_seconds=400):
        """Until that many samples, warm-ups and rejected ones too, are stored."""

        def reached():
            return len(self.samples(name).trials) >= count

        wait_until(reached, timeout_seconds, f"{count} trials of {name}")

    def samples(self, name="candidate"):
        flags = ("--ignore-not-found", "-o", "json")
        found = self.kubectl("get", "configmap", f"{name}-results", *flags)
        data = json.loads(found).get("binaryData", {}) if found else {}
        encoded = data.get("samples.json.gz")
        return load_samples(base64.b64decode(encoded)) if encoded else Samples()

    def events(self, name="candidate"):
        """The reasons of a benchmark's own events, oldest first."""
        flags = (f"--field-selector=involvedObject.kind=ModelBenchmark,involvedObject.name={name}",)
        items = self.json("get", "events", *flags, "--sort-by=.metadata.creationTimestamp")["items"]
        return [item["reason"] for item in items]

    def objects(self):
        """Everything that a benchmark could have left, as kind/name."""
        listed = self.kubectl("get", KINDS, "-o", "name").split()
        plain = {name.replace(".serving.knative.dev", "").split(".apps")[0] for name in listed}
        return plain - KEPT


def new_namespace(prefix):
    """Create a namespace where only pods of the restricted standard are admitted."""
    name = f"e2e-{prefix[:30].strip('-')}-{uuid.uuid4().hex[:6]}"
    kubectl("create", "namespace", name)
    kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
    return Benchmarks(name)
