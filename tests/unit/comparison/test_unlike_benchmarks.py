from copy import deepcopy

import pytest
from modelbench.comparison.differences import unlike

BENCHMARK = {
    "spec": {
        "model": {"image": "i:1", "env": [{"name": "A", "value": "1"}], "args": ["-x"]},
        "traffic": [{"name": "rare", "requestsPerMonth": 1000}],
        "suspend": False,
        "activeDeadlineSeconds": 3600,
    },
    "status": {
        "environment": {
            "knativeVersion": "1.21",
            "clockOffsetMilliseconds": "0.1",
            "othersBusyPercent": "3",
            "clusterSettings": {"autoscaler.stable-window": "60s"},
        }
    },
}


def changed(place, value):
    document = deepcopy(BENCHMARK)
    *parts, last = place
    target = document
    for part in parts:
        target = target[part]
    target[last] = value
    return [(one.field, one.before, one.after) for one in unlike(BENCHMARK, document)]


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        (("spec", "model", "image"), "i:2", ("spec.model.image", "i:1", "i:2")),
        (("spec", "model", "env", 0, "value"), "2", ("spec.model.env[A].value", "1", "2")),
        (("spec", "model", "args"), [], ("spec.model.args", "['-x']", "[]")),
        (("spec", "model", "runAsUser"), 5, ("spec.model.runAsUser", None, "5")),
        (
            ("status", "environment", "knativeVersion"),
            "1.22",
            ("status.environment.knativeVersion", "1.21", "1.22"),
        ),
        (
            ("status", "environment", "clusterSettings", "autoscaler.stable-window"),
            "30s",
            ("status.environment.clusterSettings.autoscaler.stable-window", "60s", "30s"),
        ),
    ],
)
def test_what_differs_is_told_by_its_field(place, value, expected):
    assert changed(place, value) == [expected]


@pytest.mark.parametrize(
    "place",
    [
        ("spec", "suspend"),
        ("spec", "activeDeadlineSeconds"),
        ("status", "environment", "clockOffsetMilliseconds"),
        ("status", "environment", "othersBusyPercent"),
    ],
)
def test_what_changes_no_figure_is_not_told(place):
    assert changed(place, "9") == []


def test_traffic_shifts_the_decision_alone():
    other = deepcopy(BENCHMARK)
    other["spec"]["traffic"][0]["requestsPerMonth"] = 2000
    other["spec"]["model"]["image"] = "i:2"
    found = {one.field: one.decision for one in unlike(BENCHMARK, other)}
    assert found == {"spec.model.image": False, "spec.traffic[rare].requestsPerMonth": True}


def test_a_benchmark_without_a_status_can_be_compared():
    found = unlike({"spec": {}}, BENCHMARK)
    assert all(one.before is None for one in found)
