import shutil
import subprocess
from itertools import product

import pytest
from modelbench.api.status import Status
from modelbench.prices import BUILT_IN
from msgspec.structs import replace
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.made.decided import OBJECTIVES, TRAFFIC, decided
from tests.unit.made.decisions import FOUR, KEPT, TWO_REPLICAS
from tests.unit.metrics.collected import LABELS, collected, series

PROMTOOL = shutil.which("promtool")
OWN = {"sheet": "own-cluster", "currency": "USD"}
FAMILIES = (
    "traffic",
    "cost",
    "cold_request",
    "break_even",
    "run",
    "variant_run",
    "objective",
    "recom",
)


def ours(metrics):
    """The series of costs, objectives and recommendations."""
    names = tuple(f"modelbench_{name}" for name in FAMILIES)
    return [sample for sample in series(metrics) if sample.name.startswith(names)]


def with_profiles(benchmark, *profiles):
    return replace(benchmark, status=replace(benchmark.status, traffic=profiles))


@pytest.fixture(scope="module")
def benchmark():
    return decided(objectives=OBJECTIVES)


@pytest.fixture(scope="module")
def metrics(benchmark):
    return collected(benchmark)


@pytest.fixture
def value(metrics):
    def find(name, **labels):
        return metrics.get_sample_value(f"modelbench_{name}", {**LABELS, **labels})

    return find


def cost_of(benchmark, traffic, variant):
    (profile,) = (item for item in benchmark.status.traffic if item.name == traffic)
    (cost,) = (item for item in profile.costs if item.variant == variant)
    return cost


def test_a_month_has_its_amount_and_the_ends_of_its_interval(benchmark, value):
    cost = cost_of(benchmark, "rare", "serverless")
    option = {"traffic": "rare", "variant": "serverless", **OWN}
    bounds = {
        "value": cost.per_month,
        "lower": cost.per_month_lower,
        "upper": cost.per_month_upper,
    }
    for bound, amount in bounds.items():
        assert value("cost_per_month", **option, bound=bound) == float(amount)
    assert value("cost_per_million_requests", **option) == float(cost.per_million)
    assert value("traffic_requests_per_second", traffic="busy") == 5


def test_requests_that_meet_a_cold_start_are_a_ratio_of_what_scales_to_zero_only(benchmark, value):
    place = {"traffic": "rare", "sheet": "own-cluster", "bound": "value"}
    share = float(cost_of(benchmark, "rare", "serverless").cold_percent) / 100
    assert 0.9 < share <= 1
    assert value("cold_request_ratio", variant="serverless", **place) == pytest.approx(share)
    assert value("cold_request_ratio", variant="containerized", **place) is None


def test_the_break_even_is_between_the_two_profiles(value):
    pair = {
        "variant": "serverless",
        "sheet": "own-cluster",
        "rival_variant": "containerized",
        "rival_sheet": "own-cluster",
    }
    rates = [
        value("break_even_requests_per_second", traffic="rare", **pair, bound=bound)
        for bound in ("lower", "value", "upper")
    ]
    assert rates == sorted(rates)
    assert value("traffic_requests_per_second", traffic="rare") < rates[0]
    assert rates[-1] < value("traffic_requests_per_second", traffic="busy")


def test_a_rate_above_which_what_scales_to_zero_is_the_cheaper_one_is_no_break_even(benchmark):
    rare, busy = benchmark.status.traffic
    (even, *_) = rare.break_evens
    reversed_ = replace(rare, break_evens=(replace(even, cheaper_above="serverless"),))
    found = ours(collected(with_profiles(benchmark, reversed_, busy)))
    names = [f"{sample.labels.get('traffic')} {sample.name}" for sample in found]
    assert "rare modelbench_break_even_requests_per_second" not in names
    assert "busy modelbench_break_even_requests_per_second" in names


def test_the_run_itself_costs_more_than_the_pods_of_all_variants(value):
    parts = [value("variant_run_cost", variant=v, **OWN) for v in ("serverless", "containerized")]
    assert value("run_cost", **OWN) > sum(parts) > 0


def test_an_objective_is_one_or_zero_and_has_no_series_while_it_is_open(value):
    def met(metric, maximum, rate="", traffic="", sheet=""):
        labels = {"rate": rate, "traffic": traffic, "sheet": sheet, "maximum": maximum}
        return value("objective_met", metric=metric, **labels)

    assert met("serverless.coldStart.p50", "5000") == 1
    assert met("serverless.steady.failurePercent", "5", rate="10") == 1
    assert met("serverless.cost.perMonth", "2.50", traffic="rare", sheet="own-cluster") == 1
    assert met("containerized.steady.p95", "1", rate="10") == 0
    assert met("containerized.coldStart.p99", "9000", traffic="rare") is None


def test_an_objective_that_is_there_twice_has_one_series():
    twice = collected(decided(objectives=[OBJECTIVES[0]] * 2))
    assert sum(sample.name == "modelbench_objective_met" for sample in ours(twice)) == 1


def choices(metrics):
    return {
        (sample.labels["traffic"], sample.labels["choice"]): sample.value
        for sample in ours(metrics)
        if sample.name == "modelbench_recommendation"
    }


def test_the_present_choice_is_one_and_the_others_are_zero():
    found = choices(collected(decided()))
    names = ("serverless", "containerized", "Inconclusive")
    assert set(found) == set(product(("rare", "busy"), names))
    assert {key for key, present in found.items() if present} == {
        ("rare", "serverless"),
        ("busy", "containerized"),
    }


def test_every_variant_can_be_the_choice():
    four = collected(decided(traffic=TRAFFIC[:1], variants=[KEPT, TWO_REPLICAS]))
    assert set(choices(four)) == set(product(["rare"], (*FOUR, "Inconclusive")))


def test_a_cost_that_is_not_known_has_no_series():
    metrics = collected(decided(trials=()))
    known = [s.labels["variant"] for s in ours(metrics) if s.name == "modelbench_cost_per_month"]
    assert set(known) == {"containerized"}


def test_without_traffic_only_the_run_has_series():
    metrics = collected(decided(traffic=()))
    names = {sample.name for sample in ours(metrics)}
    assert names == {"modelbench_run_cost", "modelbench_variant_run_cost"}


def test_no_series_is_there_twice():
    found = ours(collected(decided(*BUILT_IN, objectives=OBJECTIVES)))
    keys = [(sample.name, *sorted(sample.labels.items())) for sample in found]
    assert len(keys) == len(set(keys))


def test_all_shipped_sheets_and_one_profile_stay_below_a_hundred_series():
    found = decided(*BUILT_IN, traffic=TRAFFIC[:1], objectives=OBJECTIVES)
    assert len(ours(collected(found))) < 100


def test_the_most_that_two_variants_can_have_is_bounded(benchmark):
    """12 sheets that both variants have, 5 profiles and 16 objectives."""
    sheets = [f"sheet-{number}" for number in range(12)]
    (rare, _) = benchmark.status.traffic
    cost, even = cost_of(benchmark, "rare", "serverless"), rare.break_evens[0]
    costs = tuple(
        replace(cost, variant=variant, sheet=sheet)
        for variant, sheet in product(("serverless", "containerized"), sheets)
    )
    evens = tuple(
        replace(even, sheet=one, rival_sheet=other) for one, other in product(sheets, sheets)
    )
    profiles = [
        replace(rare, name=f"profile-{number}", costs=costs, break_evens=evens)
        for number in range(5)
    ]
    full = ours(collected(with_profiles(benchmark, *profiles)))
    most = {"cost_per_month": 5 * 24 * 3, "break_even_requests_per_second": 5 * 16 * 3}
    for name, count in most.items():
        assert sum(sample.name == f"modelbench_{name}" for sample in full) == count
    assert len(full) < 1200


def test_a_benchmark_that_has_found_nothing_yet_has_no_series_of_a_decision(benchmark):
    assert ours(collected(replace(benchmark, status=Status()))) == []


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not on PATH")
def test_promtool_finds_nothing_to_improve(metrics):
    text = generate_latest(metrics)
    assert list(text_string_to_metric_families(text.decode()))
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
