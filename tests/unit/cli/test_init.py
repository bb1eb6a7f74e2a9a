"""``modelbench init``: files, objects of the cluster, images; what it cannot know it asks for."""

import copy
import random

import pytest
import yaml
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, invoke
from tests.unit.conversion.reading import SOURCES, deployment, documents

REQUEST = ("--path", "/predict", "--body", "{}")


def placed(document, **metadata):
    """As the cluster has it in the namespace n."""
    return {**document, "metadata": {**document["metadata"], "namespace": "n", **metadata}}


def made(*arguments, cluster=None, code=0, stdin=None):
    result = invoke(cluster or Cluster(), "init", *arguments, stdin=stdin)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def spec_of(result):
    return list(yaml.safe_load_all(result.stdout))[-1]["spec"]


def test_a_deployment_of_the_cluster_with_its_autoscaler():
    cluster = Cluster(*documents("deployment"))
    result = made("--from", "deployment/sentiment", "-n", "shop", *REQUEST, cluster=cluster)
    assert spec_of(result)["containerized"]["horizontalPodAutoscaler"]["maxReplicas"] == 8
    assert result.stdout.startswith(
        "# Made by `modelbench init` from deployment/sentiment in namespace shop.\n"
    )


def test_a_knative_service_of_the_cluster():
    [service] = documents("knative")
    result = made("--from", "ksvc/iris", *REQUEST, cluster=Cluster(placed(service)))
    assert spec_of(result)["model"]["port"] == 9000


def test_an_inference_service_of_the_cluster_with_its_runtime():
    service, runtime = documents("inference-service", "serving-runtime")
    cluster = Cluster(placed(service))
    path = "/apis/serving.kserve.io/v1alpha1/clusterservingruntimes/kserve-mlserver"
    cluster.objects[path] = runtime
    result = made("--from", "isvc/sklearn-iris", *REQUEST, cluster=cluster)
    [container] = spec_of(result)["model"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.example.com/seldonio/mlserver:1.7"


def test_a_runtime_that_the_file_does_not_have_is_asked_of_the_cluster():
    cluster = Cluster()
    path = "/apis/serving.kserve.io/v1alpha1/clusterservingruntimes/kserve-mlserver"
    cluster.objects[path] = documents("serving-runtime")[0]
    result = made("--from", SOURCES / "inference-service.yaml", *REQUEST, cluster=cluster)
    assert "seldonio/mlserver" in result.stdout


def test_a_cluster_without_kserve_leaves_the_runtime_to_be_filled_in():
    cluster = Cluster(errors={"list": ApiError(404, "page not found")})
    source = SOURCES / "inference-service.yaml"
    result = made("--from", source, *REQUEST, cluster=cluster, code=3)
    assert "TO DO: spec.model.template: the container's image" in result.stderr
    assert "# TO DO: the container's image" in result.stdout


def test_a_file_needs_no_cluster(monkeypatch):
    monkeypatch.setattr(Cluster, "get", None)
    result = made("--from", SOURCES / "cloud-run.yaml", *REQUEST)
    assert spec_of(result)["serverless"]["maxScale"] == 100


def test_the_standard_input_is_a_file():
    text = (SOURCES / "knative.yaml").read_text()
    assert spec_of(made("--from", "-", *REQUEST, stdin=text))["model"]["port"] == 9000


def test_an_image_with_what_is_said_of_it():
    arguments = ("--image", "example.com/shop/model:2", "--port", 9, "--readiness-path", "/ok")
    result = made(*arguments, *REQUEST, "--expect-status", 202, "--header", "X-A: b")
    model = spec_of(result)["model"]
    assert model["image"] == "example.com/shop/model:2"
    assert (model["port"], model["readinessPath"]) == (9, "/ok")
    assert "podSecurity" not in model
    assert model["request"]["expectedStatus"] == 202
    assert {"name": "X-A", "value": "b"} in model["request"]["headers"]


def test_without_a_request_it_is_written_and_the_exit_code_says_so():
    result = made("--image", "m", code=3)
    assert "# TO DO: path and body are placeholders" in result.stdout
    assert "TO DO: spec.model.request" in result.stderr


def test_at_a_terminal_the_request_is_asked_for(monkeypatch):
    monkeypatch.setattr("modelbench.cli.init.at_terminal", lambda: True)
    result = made("--image", "m", stdin='/infer\n{"a": 1}\n')
    request = spec_of(result)["model"]["request"]
    assert (request["path"], request["body"]) == ("/infer", '{"a": 1}')


def test_a_file_of_bytes_becomes_a_config_map(tmp_path):
    body = tmp_path / "cat.png"
    body.write_bytes(b"\x89PNG\xff")
    result = made("--image", "m", "--path", "/", "--body-file", body)
    kinds = [one["kind"] for one in yaml.safe_load_all(result.stdout)]
    assert kinds == ["ConfigMap", "ModelBenchmark"]


def test_it_is_written_to_a_file_where_one_is_named(tmp_path):
    target = tmp_path / "b.yaml"
    assert made("--image", "m", *REQUEST, "-o", target).stdout == ""
    assert yaml.safe_load(target.read_text())["kind"] == "ModelBenchmark"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give --from or --image"),
        (("--from", "a", "--image", "b"), "give --from or --image"),
        (("--from", "deployment/gone"), "there is no deployment/gone in namespace n"),
        (("--from", "absent.yaml"), "absent.yaml is neither a file that can be read nor"),
        (("--from", "-"), "and it has none"),
        (("--image", "m", "--header", "no"), "is not like 'Name: value'"),
        (("--image", "m", "--container", "x"), "there is no container x"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(arguments, words):
    assert words in made(*arguments, code=2, stdin="kind: Secret\n").stderr


def test_a_deployment_that_may_not_be_read_is_the_clusters_word():
    cluster = Cluster(errors={"get": ApiError(403, "deployments is forbidden")})
    result = made("--from", "deployment/m", cluster=cluster, code=1)
    assert "the cluster does not allow it" in result.stderr


def test_the_name_can_be_another():
    source = placed(deployment())
    result = made("--from", "deploy/m", "--name", "other", *REQUEST, cluster=Cluster(source))
    assert yaml.safe_load(result.stdout)["metadata"] == {"name": "other"}


def spoiled(value, place, junk):
    """A copy of a document with something else at a place in it."""
    copied = copy.deepcopy(value)
    inner = copied
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = junk
    return copied


def places(value, before=()):
    """Every place in a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in pairs:
        yield (*before, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*before, step))


@pytest.mark.parametrize("name", ["deployment", "sidecar", "cloud-run", "inference-service"])
def test_whatever_a_manifest_holds_is_answered_in_words(name):
    source = documents(name)
    chosen = random.Random(name)
    for place in chosen.sample(list(places(source)), 20):
        junk = chosen.choice(("x", -7, [], {}, None, [[1]], {"a": 1}, True))
        text = yaml.safe_dump_all(spoiled(source, place, junk))
        result = invoke(Cluster(), "init", "--from", "-", *REQUEST, stdin=text)
        assert result.exit_code in (0, 2, 3), (place, junk, result.output)
        assert isinstance(result.exception, SystemExit | None), (place, junk)
