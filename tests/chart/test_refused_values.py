"""Each rule of values.schema.json: a value that it takes, and values that it refuses by name."""

import pytest

from tests.chart.rendering import refusal, render

DIGEST = f"sha256:{'0' * 64}"
RULES = {
    "fullnameOverride": (["a-b1"], ["A", "-a", "1a", "a" * 47, 1]),
    "crds.install": ([False], ["yes", 1]),
    "crds.keep": ([False], ["no"]),
    "image.repository": (["r.example:5000/a/b_c"], ["", "UPPER/case", "a/b:", 1]),
    "image.tag": (["v1.2.3"], ["a b", ":1", 1.2]),
    "image.digest": ([DIGEST], ["sha256:0", DIGEST.upper(), "latest"]),
    "image.pullPolicy": (["Always", "Never"], ["always", ""]),
    "imagePullSecrets": ([[{"name": "a"}]], ["a", ["a"], [{}], [{"name": "a", "key": "b"}]]),
    "maxConcurrent": ([1, 8], [0, 1.5, "2"]),
    "rbac.create": ([False], ["true"]),
    "rbac.aggregateUserRoles": ([False], ["true"]),
    "serviceAccount.create": ([True], ["true"]),
    "serviceAccount.name": (["robot"], ["Robot", "a_b", "a" * 64]),
    "serviceAccount.annotations": ([{"a/b": "true"}], [{"a/b": True}, ["a"]]),
    "podLabels": ([{"a": "b"}], [{"a": 1}, {"app.kubernetes.io/name": "a"}]),
    "podAnnotations": ([{"a": "b"}], [{"a": {"b": "c"}}]),
    "resources": ([{"limits": {"cpu": 1}}], [{"limit": {}}, {"limits": {"cpu": "much"}}]),
    "nodeSelector": ([{"a": "b"}], [{"a": True}]),
    "tolerations": (
        [[{"key": "a", "operator": "Exists"}]],
        [[{"operator": "Is"}], [{"effect": "Run"}], [{"name": "a"}], {"key": "a"}],
    ),
    "affinity": ([{"podAffinity": {}}], [{"podAffinities": {}}, []]),
    "priorityClassName": (["high"], [1]),
    "metrics.scrapeAnnotations": ([False], ["no"]),
    "metrics.monitor.enabled": ([True], ["yes"]),
    "metrics.monitor.kind": (["PodMonitor"], ["Probe", ""]),
    "metrics.monitor.namespace": (["a"], ["A"]),
    "metrics.monitor.labels": ([{"release": "a"}], [{"release": 1}]),
    "metrics.monitor.interval": (["1m30s", "500ms"], ["30", "fast", 30]),
    "metrics.monitor.scrapeTimeout": (["10s"], ["10 s"]),
    "metrics.rules.enabled": ([True], ["yes"]),
    "metrics.rules.namespace": (["a"], ["a."]),
    "metrics.rules.labels": ([{"release": "a"}], [{"release": 1}]),
    "dashboard.enabled": ([True], ["yes"]),
    "dashboard.namespace": (["grafana"], ["Grafana"]),
    "dashboard.labels": ([{"a": "1"}], [{"a": 1}]),
    "dashboard.annotations": ([{"a": "b"}], [{"a": ["b"]}]),
    "networkPolicy.enabled": ([True], ["yes"]),
    "networkPolicy.metricsFrom": ([[{"podSelector": {}}]], [[{"pods": {}}], {"podSelector": {}}]),
    "networkPolicy.apiServerPorts": ([[8443]], [[], [0], [65536], ["https"]]),
}
MAPS = ["", "crds", "image", "rbac", "serviceAccount", "resources", "affinity", "metrics"]
MAPS += ["metrics.monitor", "metrics.rules", "dashboard", "networkPolicy"]


def at(path, value):
    """``{"a": {"b": value}}`` for ``a.b``; the definition, which takes time, is left out."""
    document = {}
    *parents, last = path.split(".")
    target = document
    for name in parents:
        target = target.setdefault(name, {})
    target[last] = value
    if parents != ["crds"]:
        document["crds"] = {"install": False}
    return document


@pytest.mark.parametrize(
    ("path", "value"), [(p, v) for p, (good, _) in RULES.items() for v in good]
)
def test_it_takes(path, value):
    assert render(at(path, value))


@pytest.mark.parametrize(("path", "value"), [(p, v) for p, (_, bad) in RULES.items() for v in bad])
def test_it_refuses_and_names_the_value(path, value):
    assert f"'/{path.replace('.', '/')}" in refusal(at(path, value))


@pytest.mark.parametrize("path", MAPS)
def test_it_refuses_a_value_that_it_does_not_know(path):
    words = refusal(at(f"{path}.surprise".strip("."), 1))
    assert "additional properties 'surprise' not allowed" in words
    assert f"at '/{path.replace('.', '/')}'".replace("'/'", "''") in words


def test_a_service_account_of_yours_needs_a_name():
    assert "/serviceAccount/name" in refusal({"serviceAccount": {"create": False}})
    assert render({"serviceAccount": {"create": False, "name": "robot"}})


def test_it_takes_what_helm_hands_to_a_part_of_another_chart():
    assert render({"global": {"domain": "example.com"}, "crds": {"install": False}})
