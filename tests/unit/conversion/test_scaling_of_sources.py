"""How a source scales becomes spec.serverless or spec.containerized; what cannot is told."""

import pytest
from modelbench.conversion.findings import Findings
from modelbench.conversion.scaling import serverless_of

from tests.unit.conversion.reading import convert, deployment


def scaled(concurrency=None, **annotations):
    names = {name.replace("_", "-"): value for name, value in annotations.items()}
    given = {f"autoscaling.knative.dev/{name}": value for name, value in names.items()}
    findings = Findings()
    return serverless_of(given, concurrency, findings), findings.notes


def test_a_revisions_annotations_are_the_fields_of_serverless():
    spec = convert("knative").benchmark["spec"]
    assert spec["serverless"] == {
        "minScale": 1,
        "maxScale": 20,
        "stableWindowSeconds": 90,
        "metric": "RequestsPerSecond",
        "targetRequestsPerSecond": 50,
        "containerConcurrency": 10,
    }
    assert spec["model"]["runAsUser"] == 1000
    assert "enableServiceLinks" not in spec["model"]


def test_both_spellings_are_the_same():
    assert scaled(minScale="2")[0] == scaled(min_scale="2")[0] == {"minScale": 2}


def test_the_target_belongs_to_its_metric():
    assert scaled(target="5")[0] == {"targetConcurrency": 5}
    found, notes = scaled(metric="cpu", target="80", **{"class": "hpa.autoscaling.knative.dev"})
    assert found == {}
    assert "left out: the metric cpu" in notes[0]


@pytest.mark.parametrize(
    ("annotation", "kept", "words"),
    [
        ({"max_scale": "0"}, {}, "no limit"),
        ({"max_scale": "1000"}, {"maxScale": 100}, "serverless.maxScale is 100"),
        ({"window": "soon"}, {}, "not a valid value"),
        ({"min_scale": "many"}, {}, "not a valid value"),
        ({"initial_scale": "0"}, {}, "left out: autoscaling.knative.dev/initial-scale: 0"),
    ],
)
def test_what_a_benchmark_cannot_have_is_told(annotation, kept, words):
    found, notes = scaled(**annotation)
    assert found == kept
    assert words in notes[0]


def test_pods_that_are_kept_warm_have_no_cold_start_to_measure():
    assert "set it to 0 to measure cold starts" in scaled(min_scale="1")[1][0]


def test_a_deployment_scales_as_its_autoscaler_says():
    assert convert("deployment").benchmark["spec"]["containerized"] == {
        "replicas": 2,
        "horizontalPodAutoscaler": {"maxReplicas": 8, "targetCPUUtilizationPercentage": 60},
    }


@pytest.mark.parametrize(("replicas", "kept"), [(3, {"replicas": 3}), (1, None), (0, None)])
def test_without_one_it_has_its_replicas(replicas, kept):
    source = deployment()
    source["spec"]["replicas"] = replicas
    assert convert(source).benchmark["spec"].get("containerized") == kept
