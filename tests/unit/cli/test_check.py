"""``modelbench check``: what a cluster lacks, and what would be refused; nothing is kept."""

import json

import pytest
from modelbench import __version__
from modelbench.api.names import API_VERSION
from modelbench.api.spec import Spec
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, benchmark, invoke
from tests.unit.cli.test_exit_codes import MANIFEST

FIELDS = {name: {} for name in Spec.__struct_encode_fields__}
KNATIVE = "/apis/serving.knative.dev/v1"
RESOURCE = f"/apis/{API_VERSION}"
SETTINGS = "/api/v1/namespaces/knative-serving/configmaps/config-"


def operator(tag=__version__, ready=1):
    container = {"name": "operator", "image": f"dev.local/modelbench/operator:{tag}"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "modelbench-operator", "namespace": "modelbench-system"},
        "spec": {"template": {"spec": {"containers": [container]}}},
        "status": {"availableReplicas": ready},
    }


def complete(**arguments):
    """A cluster that has everything."""
    cluster = CheckedCluster(operator(), **arguments)
    schema = {"properties": {"spec": {"properties": FIELDS}}}
    cluster.objects |= {
        "/version": {"gitVersion": "v1.34.4"},
        RESOURCE: {},
        f"/openapi/v3{RESOURCE}": {
            "components": {"schemas": {"dev.modelbench.v1alpha1.ModelBenchmark": schema}}
        },
        KNATIVE: {},
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/services.serving.knative.dev": {
            "metadata": {"labels": {"app.kubernetes.io/version": "1.15.2"}}
        },
        f"{SETTINGS}network": {"data": {"ingress-class": "gateway-api"}},
        f"{SETTINGS}features": {"data": {"kubernetes.podspec-fieldref": "enabled"}},
        "/apis/metrics.k8s.io/v1beta1": {},
        "/apis/gateway.networking.k8s.io/v1": {},
    }
    return cluster


class CheckedCluster(Cluster):
    """One that sets defaults in dry runs. ``hidden`` are parts of paths that it does not show."""

    def __init__(self, *objects, hidden=(), refusals=(), **arguments):
        super().__init__(*objects, **arguments)
        self.hidden = hidden
        self.refusals = dict(refusals)
        self.tried = []

    def get(self, path, query=None):
        if any(part in path for part in self.hidden):
            raise ApiError(403, f"{path} is forbidden")
        return super().get(path, query)

    def apply(self, manifest, field_manager, *, dry_run=False):
        assert dry_run
        if manifest["kind"] in self.refusals:
            raise self.refusals[manifest["kind"]]
        if manifest["kind"] == "ModelBenchmark":
            name = manifest["metadata"]["name"]
            model = {"request": {}, **manifest["spec"]["model"]}
            return benchmark(name, **{**manifest["spec"], "model": model})
        return super().apply(manifest, field_manager, dry_run=True)

    def try_create(self, manifest):
        self.tried.append(manifest["kind"])
        for kind, error in self.refusals.items():
            if manifest["kind"] == kind:
                raise error
        return manifest


def checked(cluster, *arguments, code=0, stdin=None):
    result = invoke(cluster, "check", *arguments, stdin=stdin)
    assert result.exit_code == code, result.output
    return result.stdout


def outcomes(cluster, *arguments, code=0, stdin=None):
    found = json.loads(checked(cluster, *arguments, "-o", "json", code=code, stdin=stdin))
    return {one["what"]: one for one in found}


def test_a_complete_cluster_is_all_right_in_80_columns():
    text = checked(complete())
    assert all(line.startswith("ok ") for line in text.splitlines() if not line.startswith(" "))
    assert max(map(len, text.splitlines())) <= 80
    assert "on: kubernetes.podspec-fieldref" in text


@pytest.mark.parametrize(
    ("path", "what"), [(RESOURCE, "ModelBenchmark CRD"), (KNATIVE, "Knative Serving")]
)
def test_what_every_benchmark_needs_is_missed_with_what_to_do(path, what):
    cluster = complete()
    del cluster.objects[path]
    found = outcomes(cluster, code=1)[what]
    assert found["state"] == "missing"
    assert found["advice"]


def test_what_only_some_need_is_no_failure():
    cluster = complete()
    del cluster.objects["/apis/metrics.k8s.io/v1beta1"]
    del cluster.objects["/apis/gateway.networking.k8s.io/v1"]
    found = outcomes(cluster)
    assert found["metrics-server"]["state"] == found["Gateway API"]["state"] == "absent"


def test_an_older_resource_is_told_by_the_fields_that_it_lacks():
    cluster = complete()
    schemas = cluster.objects[f"/openapi/v3{RESOURCE}"]["components"]["schemas"]
    fields = {name: {} for name in FIELDS if name != "traffic"}
    [schema] = schemas.values()
    schema["properties"]["spec"]["properties"] = fields
    assert "lacks spec.traffic" in outcomes(cluster, code=1)["ModelBenchmark CRD"]["message"]


def test_an_operator_without_a_ready_pod_is_missed_and_another_version_told():
    cluster = complete()
    (path,) = (path for path in cluster.objects if "deployments" in path)
    cluster.objects[path] = operator("9.9.9")
    found = outcomes(cluster)["ModelBench operator"]
    assert found["message"].endswith(f"image tag 9.9.9; this program is {__version__}")
    cluster.objects[path] = operator(ready=0)
    assert outcomes(cluster, code=1)["ModelBench operator"]["state"] == "missing"


def test_versions_that_are_too_old_are_missed():
    cluster = complete()
    cluster.objects["/version"] = {"gitVersion": "v1.30.9"}
    assert "1.31 or later" in outcomes(cluster, code=1)["Kubernetes"]["advice"]


def test_what_the_user_may_not_see_is_unknown_and_no_failure():
    found = outcomes(complete(hidden=("config-", "customresourcedefinitions")))
    assert found["Knative's flags"]["state"] == found["Knative's ingress"]["state"] == "unknown"
    assert found["Knative Serving"]["state"] == "ok"


def test_a_right_that_lacks_is_told_with_its_verb():
    found = outcomes(complete(refused=("create",)), code=1)["may run benchmarks"]
    assert found["message"] == "not in namespace n: create modelbenchmarks"


def test_a_benchmark_that_would_be_taken_with_the_children_of_both_modes():
    cluster = complete()
    found = outcomes(cluster, "-f", "-", stdin=MANIFEST)
    assert found["ModelBenchmark b"]["state"] == "ok"
    assert found["its pods, both modes"]["state"] == "ok"
    assert {"Service", "Deployment", "Job", "ServiceAccount", "Pod"} == set(cluster.tried)
    assert not cluster.applied


@pytest.mark.parametrize("kind", ["ModelBenchmark", "Service", "Deployment", "Pod"])
def test_what_the_api_server_refuses_is_bad_input_in_its_words(kind):
    cluster = complete(refusals={kind: ApiError(422, "no such thing")})
    found = outcomes(cluster, "-f", "-", stdin=MANIFEST, code=2)
    (refused,) = (one for one in found.values() if one["state"] == "refused")
    assert "no such thing" in refused["message"]
    if kind != "ModelBenchmark":
        assert refused["message"].startswith("ResourcesRejected: ")


def test_what_knative_lacks_is_told_with_the_command_for_it():
    words = "validation failed: must not set the field(s): spec.template.spec.nodeSelector"
    words = f'admission webhook "validation.webhook.serving.knative.dev" denied it: {words}'
    cluster = complete(refusals={"Service": ApiError(400, words)})
    found = outcomes(cluster, "-f", "-", stdin=MANIFEST, code=2)["its pods, both modes"]
    assert found["message"].startswith("FeatureDisabled: ")
    patch = '{"data":{"kubernetes.podspec-nodeselector":"enabled"}}'
    command = "kubectl patch configmap/config-features -n knative-serving --type merge -p"
    assert f"{command} '{patch}'" in found["advice"]


def test_pods_that_the_user_may_not_create_are_left_to_the_operator():
    words = 'pods is forbidden: User "u" cannot create resource "pods"'
    cluster = complete(refusals={"Pod": ApiError(403, words)}, refused=("create",))
    found = outcomes(cluster, "-f", "-", stdin=MANIFEST)
    assert found["its pods, both modes"]["state"] == "ok"
    assert found["bare pods"]["state"] == "unknown"


def test_children_that_the_user_may_not_try_are_unknown():
    message = 'deployments.apps is forbidden: User "u" cannot create resource "deployments"'
    cluster = complete(refusals={"Deployment": ApiError(403, message)})
    found = outcomes(cluster, "-f", "-", stdin=MANIFEST)
    assert found["its pods, both modes"]["state"] == "unknown"


REFERRING = """
apiVersion: modelbench.dev/v1alpha1
kind: ModelBenchmark
metadata: {name: b}
spec:
  model:
    image: m
    request:
      headers: [{name: A, valueFrom: {secretKeyRef: {name: tokens, key: a}}}]
      bodyFrom: {configMapKeyRef: {name: bodies, key: body}}
"""
BODIES = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: bodies}
binaryData: {body: iVBORw==}
"""


def test_what_it_refers_to_must_be_there_with_its_key():
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "tokens", "namespace": "n"},
        "data": {"other": ""},
    }
    cluster = complete()
    found = outcomes(cluster, "-f", "-", stdin=REFERRING, code=1)
    assert found["Secret tokens"]["state"] == found["ConfigMap bodies"]["state"] == "missing"
    cluster.objects["/api/v1/namespaces/n/secrets/tokens"] = secret
    found = outcomes(cluster, "-f", "-", stdin=REFERRING, code=1)
    field = "spec.model.request.headers[0].valueFrom.secretKeyRef"
    assert found["Secret tokens"]["message"] == f"has no key a; {field} names it"


def test_what_stands_in_the_same_file_is_there():
    cluster = complete(hidden=("secrets",))
    found = json.loads(checked(cluster, "-f", "-", "-o", "json", stdin=REFERRING + BODIES))
    told = [one["state"] for one in found if one["what"] == "ConfigMap bodies"]
    assert told == ["ok", "ok"]
    assert next(one for one in found if "Secret" in one["what"])["state"] == "unknown"


def test_a_cluster_that_does_not_answer_is_told_in_a_sentence():
    cluster = complete(errors={"get": ApiError(0, "refused")})
    result = invoke(cluster, "check")
    assert result.exit_code == 1
    assert "no response from the cluster at https://cluster" in result.stderr
