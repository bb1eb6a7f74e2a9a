"""What becomes of a pod template in both modes: all of it, but for what each mode requires."""

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.variants import find_variant, variants_of
from modelbench.resources.containerized import deployment, service, start_deployment
from modelbench.resources.knative_pods import knative_pod
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs
from tests.unit.made.templates import PORT, REAL, model, real

IMAGE = OwnImage("operator", "Always")
PASSED_ON = (
    "serviceAccountName",
    "runtimeClassName",
    "priorityClassName",
    "nodeSelector",
    "affinity",
    "tolerations",
    "imagePullSecrets",
    "securityContext",
    "volumes",
)
SAME = ("image", "args", "env", "envFrom", "resources", "securityContext", "volumeMounts")


def benchmark(template=REAL, variants=(), **fields):
    asked = model(template, **fields)
    return parse_benchmark(specs.document(model=asked, variants=list(variants)))


def built(name="serverless", **changes):
    """The template of the pods of one variant."""
    found = benchmark(**changes)
    variant = find_variant(found.spec, name)
    if variant.serverless is not None:
        return knative_service(found, variant, IMAGE)["spec"]["template"]
    return deployment(found, variant)["spec"]["template"]


def container(template, name="model"):
    (found,) = (one for one in template["spec"]["containers"] if one["name"] == name)
    return found


MODES = pytest.mark.parametrize("mode", ["serverless", "containerized"])


@MODES
@pytest.mark.parametrize("field", PASSED_ON)
def test_a_field_of_the_pod_goes_to_each_mode_as_it_is(mode, field):
    assert built(mode)["spec"][field] == REAL["spec"][field]


@MODES
@pytest.mark.parametrize("field", SAME)
def test_a_field_of_the_measured_container_goes_to_each_mode_as_it_is(mode, field):
    asked, found = REAL["spec"]["containers"][1][field], container(built(mode))[field]
    own = [one for one in found if one.get("name") != "PORT"] if field == "env" else found
    assert own == asked


@MODES
def test_labels_and_annotations_stand_beside_those_of_the_benchmark(mode):
    metadata = built(mode)["metadata"]
    assert metadata["labels"]["team"] == "vision"
    assert metadata["labels"]["modelbench.dev/variant"] == mode
    assert metadata["annotations"]["example.com/owner"] == "me"


def test_a_deployment_has_the_whole_pod():
    spec, asked = built("containerized")["spec"], REAL["spec"]
    changed = ("containers",)
    assert {k: v for k, v in spec.items() if k not in changed} == {
        k: v for k, v in asked.items() if k not in changed
    }
    sidecar, measured = spec["containers"]
    assert sidecar == asked["containers"][0]
    added = {"env", "terminationMessagePolicy"}
    assert {k for k, v in measured.items() if asked["containers"][1].get(k) != v} == added


def test_the_pod_whose_start_is_measured_is_that_which_serves_but_for_its_end():
    found = benchmark()
    variant = find_variant(found.spec, "containerized")
    started = start_deployment(found, variant)["spec"]["template"]["spec"]
    serving = deployment(found, variant)["spec"]["template"]["spec"]
    assert started == {**serving, "terminationGracePeriodSeconds": 1}
    assert service(found, variant)["spec"]["ports"][0]["targetPort"] == PORT


def test_knative_gets_one_port_and_probes_by_number():
    measured, sidecar = container(built()), container(built(), "cache")
    assert measured["ports"] == [{"containerPort": PORT, "protocol": "TCP"}]
    assert measured["readinessProbe"]["httpGet"]["port"] == PORT
    assert measured["startupProbe"]["httpGet"]["port"] == PORT
    assert "ports" not in sidecar
    assert sidecar["readinessProbe"] == {"tcpSocket": {"port": 6379}}


def test_a_probe_of_the_template_is_used_as_it_is():
    for mode in ("serverless", "containerized"):
        assert container(built(mode))["readinessProbe"]["periodSeconds"] == 5
    assert find_variant(benchmark().spec, "serverless").model.readiness_path == "/ready"


def test_without_a_probe_the_readiness_path_is_asked_for():
    bare = {"spec": {"containers": [{"name": "x", "image": "i"}]}}
    changes = {"template": bare, "readinessPath": "/up"}
    asked = {"httpGet": {"path": "/up", "port": PORT}}
    assert container(built(**changes))["readinessProbe"] == asked
    found = container(built("containerized", **changes))["readinessProbe"]
    assert found == {**asked, "periodSeconds": 1}


def test_what_means_the_same_to_knative_when_unsaid_is_unsaid():
    said = {
        "restartPolicy": "Always",
        "dnsPolicy": "ClusterFirst",
        "schedulerName": "default-scheduler",
        "automountServiceAccountToken": True,
        "securityContext": {},
        "serviceAccount": "models",
    }
    spec = built(template=real(**said))["spec"]
    assert not set(said) & set(spec)
    assert spec["serviceAccountName"] == "models"
    assert built("containerized", template=real(**said))["spec"]["restartPolicy"] == "Always"


@pytest.mark.parametrize(
    ("field", "value"),
    [("restartPolicy", "Never"), ("dnsPolicy", "Default"), ("hostNetwork", True)],
)
def test_what_knative_would_refuse_is_left_for_it_to_refuse(field, value):
    assert built(template=real(**{field: value}))["spec"][field] == value


def test_what_knative_cannot_have_is_left_out_and_told():
    spec = built()["spec"]
    assert "terminationGracePeriodSeconds" not in spec
    assert "lifecycle" not in container({"spec": spec})
    left_out = knative_pod(variants_of(benchmark().spec)[0].model).left_out
    assert left_out == ("terminationGracePeriodSeconds", "containers[1].lifecycle.preStop")


def test_a_mount_of_an_init_container_that_cannot_be_written_says_so():
    (fetch,) = built()["spec"]["initContainers"]
    writable, fixed = fetch["volumeMounts"]
    assert "readOnly" not in writable
    assert fixed["readOnly"] is True


def test_the_only_container_is_measured_whatever_its_name():
    template = {"spec": {"containers": [{"name": "server", "image": "i"}]}}
    for mode in ("serverless", "containerized"):
        (found,) = built(mode, template=template)["spec"]["containers"]
        assert (found["name"], found["ports"]) == ("model", [{"containerPort": PORT}])


def test_a_variant_has_image_variables_and_resources_of_its_own():
    own = {
        "image": "other:2",
        "env": [{"name": "TOKEN", "value": "t"}, {"name": "NEW"}],
        "resources": {"requests": {"cpu": "3"}, "limits": {"memory": "9Gi"}},
        "automountServiceAccountToken": False,
    }
    template = built("own", variants=[{"name": "own", "containerized": {}, "model": own}])
    found = container(template)
    assert found["image"] == "other:2"
    assert {one["name"]: one.get("value", "") for one in found["env"]} == {
        "LEVEL": "info",
        "TOKEN": "t",
        "NEW": "",
        "PORT": str(PORT),
    }
    assert found["resources"]["requests"] == {"cpu": "3"}
    assert found["resources"]["limits"] == {"memory": "9Gi", "nvidia.com/gpu": 1}
    assert template["spec"]["automountServiceAccountToken"] is False
    assert container(template, "cache") == REAL["spec"]["containers"][0]


def test_a_lambda_function_runs_in_the_measured_container_beside_the_others():
    function = {"lambda": {"args": ["app.handler"]}, "containerConcurrency": 1}
    template = built("fn", variants=[{"name": "fn", "serverless": function}])
    endpoint, cache, runtime = template["spec"]["containers"]
    assert (endpoint["name"], cache["name"]) == ("lambda-endpoint", "cache")
    assert endpoint["ports"] == [{"containerPort": PORT}]
    assert not {"ports", "readinessProbe", "livenessProbe", "startupProbe"} & set(runtime)
    assert runtime["args"] == ["app.handler"]
    env = {one["name"]: one for one in runtime["env"]}
    assert env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]["value"] == "8192"
    assert env["TOKEN"] == REAL["spec"]["containers"][1]["env"][1]
    assert env["AWS_LAMBDA_RUNTIME_API"]["value"] == "127.0.0.1:9001"
