"""Sidecars, ports, labels and what a cluster puts into a pod."""

import pytest
from modelbench.conversion.findings import ConversionError

from tests.unit.conversion.reading import convert, deployment, documents, model

TWO = {"containers": [{"name": "a", "image": "a"}, {"name": "b", "image": "b"}]}


def pod_of(*found, **choices):
    return model(*found, **choices)["template"]["spec"]


def test_the_container_with_the_port_is_measured_and_its_sidecar_stays():
    pod = pod_of("sidecar")
    assert [one["name"] for one in pod["containers"]] == ["log-shipper", "model"]
    assert pod["containers"][1]["image"] == "registry.example.com/llm-server:0.9"
    assert pod["initContainers"][0]["name"] == "fetch"
    assert model("sidecar")["port"] == 8000


def test_volumes_stay_and_the_token_of_the_cluster_goes():
    pod = pod_of("sidecar")
    assert [one["name"] for one in pod["volumes"]] == ["weights", "shm"]
    mounts = pod["containers"][1]["volumeMounts"]
    assert [one["mountPath"] for one in mounts] == ["/weights", "/dev/shm"]


def test_a_probe_asks_the_number_of_a_port_that_has_lost_its_name():
    container = pod_of("sidecar")["containers"][1]
    assert container["startupProbe"]["httpGet"] == {"path": "/health", "port": 8000}
    assert "ports" not in container


def test_a_probe_of_another_port_is_told_and_left_out():
    probe = {"httpGet": {"path": "/", "port": 9000}}
    found = convert(deployment({"livenessProbe": probe}))
    [container] = found.benchmark["spec"]["model"]["template"]["spec"]["containers"]
    assert "livenessProbe" not in container
    assert any("which probes port 9000" in note for note in found.notes)


def test_the_probe_that_knative_adds_is_not_one_of_the_users():
    [service] = documents("knative")
    found = convert(service, always_template=True)
    [container] = found.benchmark["spec"]["model"]["template"]["spec"]["containers"]
    assert "readinessProbe" not in container


def test_a_probe_without_a_port_asks_the_models():
    [service] = documents("knative")
    container = service["spec"]["template"]["spec"]["containers"][0]
    container["readinessProbe"] = {"httpGet": {"path": "/ok", "port": 0}, "periodSeconds": 3}
    [made] = pod_of(service)["containers"]
    assert made["readinessProbe"]["httpGet"] == {"path": "/ok", "port": 9000}


def test_labels_by_which_a_service_could_select_the_pods_are_left_out():
    found = convert("sidecar")
    metadata = found.benchmark["spec"]["model"]["template"]["metadata"]
    assert metadata == {
        "labels": {"sidecar.istio.io/inject": "false"},
        "annotations": {"example.com/team": "nlp"},
    }
    assert any("app.kubernetes.io/name" in note for note in found.notes)


def test_a_container_can_be_chosen():
    source = deployment()
    source["spec"]["template"]["spec"] |= TWO
    assert [one["name"] for one in pod_of(source, container="b")["containers"]] == ["a", "model"]
    with pytest.raises(ConversionError, match="no container c, but a, b"):
        convert(source, container="c")


def test_a_port_is_that_of_http_and_the_others_are_told():
    ports = [{"containerPort": 1, "name": "metrics"}, {"containerPort": 2, "name": "http"}]
    found = convert(deployment({"ports": ports}))
    assert found.benchmark["spec"]["model"]["port"] == 2
    assert "left out: the ports 1; --port chooses another" in found.notes


@pytest.mark.parametrize(
    ("container", "port"),
    [
        ({"env": [{"name": "PORT", "value": "7000"}]}, 7000),
        ({"readinessProbe": {"httpGet": {"path": "/", "port": 7001}}}, 7001),
    ],
)
def test_a_port_that_is_not_declared_is_found_where_it_is_used(container, port):
    found = convert(deployment({**container, "ports": []}))
    assert found.benchmark["spec"]["model"]["port"] == port
    assert not found.missing


def test_a_port_that_nothing_tells_has_to_be_filled_in():
    found = convert(deployment({"ports": []}))
    assert [one.field for one in found.missing] == ["spec.model.port"]
    assert not convert(deployment({"ports": []}), port=9).missing


def test_a_port_of_queue_proxy_has_to_be_changed():
    found = convert(deployment({"ports": [{"containerPort": 9090}]}))
    assert "Knative reserves port 9090" in found.missing[0].text


def test_no_variable_is_given_that_the_benchmark_sets():
    variables = [{"name": "PORT", "value": "1"}, {"name": "K_SERVICE", "value": "x"}]
    found = convert(deployment({"env": variables}))
    assert "env" not in found.benchmark["spec"]["model"]
    assert any("left out: env PORT: 1; it is the port, 8000" in note for note in found.notes)


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ([{"kind": "Secret", "apiVersion": "v1"}], "and it has none"),
        ([{"kind": "Service", "apiVersion": "v1"}], "and it has none"),
        ([deployment(), deployment()], "it has 2 .Deployment m, Deployment m.: give one"),
        ([deployment(containers=[])], "Deployment m has no containers"),
        ([deployment(containers="x")], "expected a list"),
        ([{**deployment(), "spec": []}], "expected a mapping"),
    ],
)
def test_what_is_no_workload_is_refused_in_words(documents, words):
    with pytest.raises(ConversionError, match=words):
        convert(*documents)
