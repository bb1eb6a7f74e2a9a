"""Traffic, prices and objectives on the real API server: what is taken and what is refused."""

import pytest
from modelbench.api.choices import Cost, Shape, Sheets
from modelbench.prices import BUILT_IN

from tests.api.choice_rules import COST_RULES, OBJECTIVE_RULES, TRAFFIC_RULES, objective, traffic
from tests.api.manifests import manifest, parsed, server_says
from tests.api.schema import properties
from tests.api.trace_rules import TRACE_RULES

RULES = [*TRAFFIC_RULES, *TRACE_RULES, *COST_RULES, *OBJECTIVE_RULES]
STEADY = {"spec__scenarios": {"steady": {"ratesPerSecond": [10, 50]}}}
PROFILE = {"spec__traffic": traffic(name="a")}
PRICED = {"traffic": "a", "sheet": "own-cluster"}


def refused(words, **changes):
    refusal = server_says(manifest(**changes))
    assert refusal is not None
    assert words in refusal


@pytest.mark.parametrize(
    ("field", "accepted", "rejected", "words"),
    RULES,
)
def test_a_rule_accepts_what_it_may_and_names_the_field_of_what_it_rejects(
    field, accepted, rejected, words
):
    assert server_says(manifest(**{field: accepted})) is None
    refused(words, **{field: rejected})


def test_a_metric_of_steady_needs_a_rate_that_is_measured():
    def of(metric="serverless.steady.p95", **fields):
        return {**STEADY, "spec__objectives": objective(metric, **fields)}

    assert server_says(manifest(**of(ratePerSecond=50))) is None
    refused("needs ratePerSecond with a metric of steady", **of())
    refused("spec.objectives must have a rate of spec.scenarios.steady", **of(ratePerSecond=20))
    without = {"spec__objectives": objective("serverless.steady.p95", ratePerSecond=10)}
    refused("spec.objectives must have a rate of spec.scenarios.steady", **without)
    refused("spec.objectives[0].ratePerSecond", **of(ratePerSecond=0))
    refused("spec.objectives[0].ratePerSecond", **of(ratePerSecond=5001))


def test_a_metric_in_percent_needs_a_bound_in_percent():
    def of(**maximum):
        metric = "containerized.steady.failurePercent"
        return {**STEADY, "spec__objectives": objective(metric, ratePerSecond=10, **maximum)}

    assert server_says(manifest(**of(maximumPercent="0.1"))) is None
    refused("needs maximumPercent with a metric in percent", **of(maximumMilliseconds=1))
    for wrong in ("0,1", "-1", "", "1" * 17):
        refused("spec.objectives[0].maximumPercent", **of(maximumPercent=wrong))
    assert server_says(manifest(**of(maximumPercent="1" * 16))) is None


def test_a_metric_of_cost_needs_a_bound_in_money_a_profile_and_a_sheet():
    def of(metric="serverless.cost.perMonth", **fields):
        return {**PROFILE, "spec__objectives": objective(metric, **fields)}

    assert server_says(manifest(**of(maximumAmount="9.99", **PRICED))) is None
    refused("needs maximumAmount with the metric cost.perMonth", **of(**PRICED))
    refused("spec.objectives needs sheet", **of(maximumAmount="1", traffic="a"))
    refused("spec.objectives needs traffic", **of(maximumAmount="1", sheet="own-cluster"))
    for wrong in ("1e3", "-1", "", "1" * 33):
        refused("spec.objectives[0].maximumAmount", **of(maximumAmount=wrong, **PRICED))
    assert server_says(manifest(**of(maximumAmount="1" * 32, **PRICED))) is None
    cold = of("serverless.cost.coldPercent", maximumPercent="5", **PRICED)
    assert server_says(manifest(**cold)) is None


def test_an_objective_names_a_profile_that_exists():
    assert server_says(manifest(**PROFILE, spec__objectives=objective(traffic="a"))) is None
    words = "spec.objectives must name a profile of spec.traffic in traffic"
    refused(words, **PROFILE, spec__objectives=objective(traffic="b"))
    refused("spec.objectives[0].traffic", **PROFILE, spec__objectives=objective(traffic=""))
    refused("spec.objectives[0].traffic", spec__objectives=objective(traffic="a" * 64))


def test_an_objective_names_a_sheet_that_is_used():
    def of(sheet, **cost):
        fields = {"maximumAmount": "1", "traffic": "a", "sheet": sheet}
        asked = objective("serverless.cost.perMonth", **fields)
        return {**PROFILE, "spec__objectives": asked, "spec__cost": {"sheets": cost}}

    assert server_says(manifest(**of("aws-lambda", names=["aws-lambda"]))) is None
    words = "spec.objectives must name a sheet of spec.cost.sheets.names in sheet"
    refused(words, **of("own-cluster", names=["aws-lambda"]))
    assert server_says(manifest(**of("ours", configMapName="prices"))) is None
    refused("spec.objectives[0].sheet", **of("", configMapName="prices"))
    refused("spec.objectives[0].sheet", **of("a" * 254, configMapName="prices"))


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("spec__traffic", traffic(), "spec.traffic"),
        ("spec__cost__includeControlPlane", True, "spec.cost"),
        ("spec__cost__sheets__configMapName", "prices", "spec.cost"),
        ("spec__objectives", objective(), "spec.objectives"),
    ],
)
def test_a_change_is_rejected_and_the_field_named(stored, field, value, named):
    refusal = server_says(manifest(metadata__name=stored, **{field: value}), "apply")
    assert refusal is not None
    assert f"{named} is immutable; create another ModelBenchmark" in refusal


def test_a_least_manifest_is_priced_on_ones_own_cluster():
    spec = parsed()
    assert spec.cost == Cost(
        sheets=Sheets(names=("own-cluster",)),
        include_control_plane=False,
        control_plane_services=1,
        include_free_tier=True,
    )
    assert (spec.traffic, spec.objectives) == ((), ())


def test_traffic_is_constant_unless_told_otherwise():
    (found,) = parsed(spec__traffic=traffic()).traffic
    assert (found.shape, found.hourly_weights) == (Shape.CONSTANT, ())


def test_one_s_own_sheets_come_beside_the_shipped_ones():
    cost = parsed(spec__cost={"sheets": {"configMapName": "prices"}}).cost
    assert cost.sheets == Sheets(names=("own-cluster",), config_map_name="prices")


def test_the_enum_of_sheets_is_what_is_shipped():
    names = properties()["spec"]["properties"]["cost"]["properties"]["sheets"]["properties"]
    assert tuple(names["names"]["items"]["enum"]) == BUILT_IN


def test_what_users_meet_is_bounded_at_a_profile():
    def of(metric="serverless.users.p99", **fields):
        return {**PROFILE, "spec__objectives": objective(metric, **fields)}

    assert server_says(manifest(**of(traffic="a", maximumMilliseconds=500))) is None
    refused("spec.objectives needs traffic with a metric of users", **of(maximumMilliseconds=500))
    wrong = of(traffic="a", sheet="own-cluster", maximumMilliseconds=500)
    refused("needs sheet with a metric of cost", **wrong)
    refused("spec.objectives[0].metric", **of("serverless.users.p90", traffic="a"))
    cold = of("serverless.users.coldPercent", traffic="a", maximumPercent="1")
    assert server_says(manifest(**cold)) is None
    refused("needs maximumPercent", **of("serverless.users.coldPercent", traffic="a"))
