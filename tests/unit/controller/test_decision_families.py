import shutil
import subprocess
from copy import deepcopy
from itertools import product

import pytest
from modelbench.controller.results_collector import ResultsCollector
from modelbench.controller.store import Store
from modelbench.prices import BUILT_IN
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.made.decided import OBJECTIVES, TRAFFIC, decided

PROMTOOL = shutil.which("promtool")
LABELS = {"benchmark_namespace": "n", "benchmark": "b"}
OWN = {"sheet": "own-cluster", "currency": "USD"}
FAMILIES = (
    "traffic",
    "cost",
    "cold_request",
    "break_even",
    "run",
    "path_run",
    "objective",
    "recom",
)


def registry(document):
    store = Store()
    store.put(document)
    fresh = CollectorRegistry()
    fresh.register(ResultsCollector(store))
    return fresh


def ours(metrics):
    """The series of costs, objectives and recommendations."""
    names = tuple(f"modelbench_{name}" for name in FAMILIES)
    series = (sample for family in metrics.collect() for sample in family.samples)
    return [sample for sample in series if sample.name.startswith(names)]


@pytest.fixture(scope="module")
def document():
    return decided(objectives=OBJECTIVES)


@pytest.fixture(scope="module")
def metrics(document):
    return registry(document)


@pytest.fixture
def value(metrics):
    def find(name, **labels):
        return metrics.get_sample_value(f"modelbench_{name}", {**LABELS, **labels})

    return find


def cost_of(document, traffic, path):
    (profile,) = (item for item in document["status"]["traffic"] if item["name"] == traffic)
    (cost,) = (item for item in profile["costs"] if item["path"] == path)
    return cost


def test_a_month_has_its_amount_and_the_ends_of_its_interval(document, value):
    fields = cost_of(document, "rare", "serverless")
    option = {"traffic": "rare", "path": "serverless", **OWN}
    for bound, name in (
        ("value", "perMonth"),
        ("lower", "perMonthLower"),
        ("upper", "perMonthUpper"),
    ):
        assert value("cost_per_month", **option, bound=bound) == float(fields[name])
    assert value("cost_per_million_requests", **option) == float(fields["perMillion"])
    assert value("traffic_requests_per_second", traffic="busy") == 5


def test_requests_that_meet_a_cold_start_are_a_ratio_of_the_serverless_path_only(document, value):
    place = {"traffic": "rare", "sheet": "own-cluster", "bound": "value"}
    share = float(cost_of(document, "rare", "serverless")["coldPercent"]) / 100
    assert 0.9 < share <= 1
    assert value("cold_request_ratio", path="serverless", **place) == pytest.approx(share)
    assert value("cold_request_ratio", path="containerized", **place) is None


def test_the_break_even_is_between_the_two_profiles(value):
    pair = {"serverless_sheet": "own-cluster", "containerized_sheet": "own-cluster"}
    rates = [
        value("break_even_requests_per_second", traffic="rare", **pair, bound=bound)
        for bound in ("lower", "value", "upper")
    ]
    assert rates == sorted(rates)
    assert value("traffic_requests_per_second", traffic="rare") < rates[0]
    assert rates[-1] < value("traffic_requests_per_second", traffic="busy")


def test_a_rate_above_which_serverless_is_the_cheaper_path_is_no_break_even(document):
    changed = deepcopy(document)
    changed["status"]["traffic"][0]["breakEvens"][0]["cheaperAbove"] = "Serverless"
    names = [f"{s.labels.get('traffic')} {s.name}" for s in ours(registry(changed))]
    assert "rare modelbench_break_even_requests_per_second" not in names
    assert "busy modelbench_break_even_requests_per_second" in names


def test_the_run_itself_costs_more_than_the_pods_of_both_paths(value):
    parts = [value("path_run_cost", path=p, **OWN) for p in ("serverless", "containerized")]
    assert value("run_cost", **OWN) > sum(parts) > 0


def test_an_objective_is_one_or_zero_and_has_no_series_while_it_is_open(value):
    def met(figure, maximum, rate="", traffic="", sheet=""):
        labels = {"rate": rate, "traffic": traffic, "sheet": sheet, "maximum": maximum}
        return value("objective_met", figure=figure, **labels)

    assert met("serverless.coldStart.p50", "5000") == 1
    assert met("serverless.steady.failurePercent", "5", rate="10") == 1
    assert met("serverless.cost.perMonth", "2.50", traffic="rare", sheet="own-cluster") == 1
    assert met("containerized.steady.p95", "1", rate="10") == 0
    assert met("containerized.coldStart.p99", "9000", traffic="rare") is None


def test_an_objective_that_is_there_twice_has_one_series():
    twice = registry(decided(objectives=[OBJECTIVES[0]] * 2))
    assert sum(sample.name == "modelbench_objective_met" for sample in ours(twice)) == 1


def test_the_present_answer_is_one_and_the_others_are_zero():
    plain = registry(decided())
    found = {
        (sample.labels["traffic"], sample.labels["answer"]): sample.value
        for sample in ours(plain)
        if sample.name == "modelbench_recommendation"
    }
    answers = ("Serverless", "Containerized", "Inconclusive")
    assert set(found) == set(product(("rare", "busy"), answers))
    assert {key for key, present in found.items() if present} == {
        ("rare", "Serverless"),
        ("busy", "Containerized"),
    }


def test_a_cost_that_is_not_known_has_no_series():
    metrics = registry(decided(trials=()))
    sheets = [s.labels["path"] for s in ours(metrics) if s.name == "modelbench_cost_per_month"]
    assert set(sheets) == {"containerized"}


def test_without_traffic_only_the_run_has_series():
    metrics = registry(decided(traffic=()))
    names = {sample.name for sample in ours(metrics)}
    assert names == {"modelbench_run_cost", "modelbench_path_run_cost"}


def test_no_series_is_there_twice():
    series = ours(registry(decided(*BUILT_IN, objectives=OBJECTIVES)))
    keys = [(sample.name, *sorted(sample.labels.items())) for sample in series]
    assert len(keys) == len(set(keys))


def test_all_shipped_sheets_and_one_profile_stay_below_a_hundred_series():
    found = decided(*BUILT_IN, traffic=TRAFFIC[:1], objectives=OBJECTIVES)
    assert len(ours(registry(found))) < 100


def test_the_most_that_a_spec_can_ask_for_is_bounded(document):
    """12 sheets that run both paths, 5 profiles and 16 objectives."""
    full = deepcopy(document)
    status, sheets = full["status"], [f"sheet-{number}" for number in range(12)]
    cost, even = cost_of(full, "rare", "serverless"), status["traffic"][0]["breakEvens"][0]
    costs = [
        {**cost, "path": path, "sheet": sheet}
        for path, sheet in product(("serverless", "containerized"), sheets)
    ]
    evens = [
        {**even, "serverlessSheet": one, "containerizedSheet": other}
        for one, other in product(sheets, sheets)
    ]
    status["traffic"] = [
        {**status["traffic"][0], "name": f"profile-{number}", "costs": costs, "breakEvens": evens}
        for number in range(5)
    ]
    for name in ("cost_per_month", "break_even_requests_per_second"):
        series = [s for s in ours(registry(full)) if s.name == f"modelbench_{name}"]
        most = {"cost_per_month": 5 * 24 * 3, "break_even_requests_per_second": 5 * 16 * 3}
        assert len(series) == most[name]
    assert len(ours(registry(full))) < 1200


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not on PATH")
def test_promtool_finds_nothing_to_improve(metrics):
    text = generate_latest(metrics)
    assert list(text_string_to_metric_families(text.decode()))
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
