import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.comparison.changes import Affects
from modelbench.comparison.differences import differences

from tests.unit.made.specs import document

ENVIRONMENT = {
    "knativeVersion": "1.21",
    "clockOffsetMilliseconds": "0.1",
    "othersBusyPercent": "3",
    "clusterSettings": {"autoscaler.stable-window": "60s"},
}
MODEL = {"image": "i:1", "env": [{"name": "A", "value": "1"}], "args": ["-x"], "request": {}}
SPEC = {
    "model": MODEL,
    "traffic": [{"name": "rare", "requestsPerMonth": 1000, "shape": "Constant"}],
    "suspend": False,
    "activeDeadlineSeconds": 3600,
    "variants": [{"name": "warm", "serverless": {"minScale": 1}}],
}


def benchmark(environment=ENVIRONMENT, **changes):
    status = {"environment": environment}
    return parse_benchmark(document(status=status, **{**SPEC, **changes}))


def changed(**changes):
    found = differences(benchmark(), benchmark(**changes))
    return [(one.field, one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": {**MODEL, "image": "i:2"}}, ("spec.model.image", "i:1", "i:2")),
        (
            {"model": {**MODEL, "env": [{"name": "A", "value": "2"}]}},
            ("spec.model.env[A].value", "1", "2"),
        ),
        ({"model": {**MODEL, "args": []}}, ("spec.model.args", "['-x']", None)),
        ({"model": {**MODEL, "command": ["m"]}}, ("spec.model.command", None, "['m']")),
        (
            {"variants": [{"name": "warm", "serverless": {"minScale": 2}}]},
            ("spec.variants[warm].serverless.minScale", "1", "2"),
        ),
        (
            {"environment": {**ENVIRONMENT, "knativeVersion": "1.22"}},
            ("status.environment.knativeVersion", "1.21", "1.22"),
        ),
        (
            {
                "environment": {
                    **ENVIRONMENT,
                    "clusterSettings": {"autoscaler.stable-window": "30s"},
                }
            },
            ("status.environment.clusterSettings.autoscaler.stable-window", "60s", "30s"),
        ),
    ],
)
def test_what_differs_is_told_by_its_field(changes, expected):
    assert changed(**changes) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"suspend": True},
        {"activeDeadlineSeconds": 7200},
        {"environment": {**ENVIRONMENT, "clockOffsetMilliseconds": "9"}},
        {"environment": {**ENVIRONMENT, "othersBusyPercent": "9"}},
    ],
)
def test_what_changes_no_value_is_not_told(changes):
    assert changed(**changes) == []


def test_traffic_shifts_the_decision_alone():
    traffic = [{"name": "rare", "requestsPerMonth": 2000, "shape": "Constant"}]
    other = benchmark(model={**MODEL, "image": "i:2"}, traffic=traffic)
    found = {one.field: one.affects for one in differences(benchmark(), other)}
    assert found == {
        "spec.model.image": Affects.VALUES,
        "spec.traffic[rare].requestsPerMonth": Affects.DECISION,
    }


def test_a_benchmark_without_a_status_can_be_compared():
    bare = parse_benchmark(document(**SPEC))
    found = differences(bare, benchmark())
    assert found
    assert all(one.before is None for one in found)
