import base64
import csv
import io

import pytest
from modelbench.api.decision_status import TraceStatus
from modelbench.scenarios.registry import SCENARIOS
from msgspec.structs import replace

from tests.unit.html.pages import SHEETS, page_of, results, whole, with_status
from tests.unit.made.decisions import samples

SECTIONS = {
    "cold_start": "cold-start",
    "burst": "burst",
    "reactivation": "reactivation",
    "steady": "steady",
    "autoscale": "autoscale",
}
ALL = [*SECTIONS.values(), "cost", "environment", "rejected", "conditions", "limits"]


def without(benchmark, scenario, *variants):
    """The same, in which a scenario was not measured: on these variants, or on none."""
    found = tuple(
        replace(one, **{scenario: None}) if not variants or one.name in variants else one
        for one in benchmark.status.variants
    )
    return with_status(benchmark, variants=found)


def test_the_choice_comes_first_and_the_limits_last(page):
    assert page.sections == ALL
    assert page.text.index("1,000 requests/month") < page.text.index(
        "the reasons, and where the choice"
    )


@pytest.mark.parametrize(("scenario", "section"), SECTIONS.items())
def test_a_scenario_that_was_not_run_has_no_section_and_is_named_in_the_limits(scenario, section):
    benchmark, _ = whole()
    found = page_of(without(benchmark, scenario), None)
    assert section not in found.sections
    assert "Not measured:" in found.text
    assert found.mistakes == []


def test_without_raw_samples_the_values_of_the_status_are_told():
    benchmark, _ = whole()
    found = page_of(benchmark)
    assert found.sections == ALL
    assert "raw samples were not available" in found.text
    assert 'id="trials"' not in found.text
    assert "trials-title" not in found.values("id")


def test_a_trace_is_described_beside_the_choice_for_it():
    benchmark, _ = whole()
    note = "3 requests in 24 h, 30.4 times in a 730-hour month"
    first, *others = benchmark.status.traffic
    traced = (replace(first, trace=TraceStatus(note=note)), *others)
    found = page_of(with_status(benchmark, traffic=traced))
    assert found.text.index(f"Trace: {note}") < found.text.index("the reasons, and where")


def test_every_scenario_has_its_section():
    of_streams, of_traffic = {"users"}, {"replay"}
    assert {*SECTIONS, *of_streams, *of_traffic} == {scenario.package for scenario in SCENARIOS}


def test_one_that_lacks_on_a_variant_alone_is_named_with_it():
    benchmark, _ = whole()
    found = page_of(without(benchmark, "burst", "containerized"))
    assert "Not measured on every variant: bursts on containerized is missing." in found.text


def test_without_a_decision_to_make_it_says_what_to_ask_for():
    benchmark, found = whole()
    spec = replace(benchmark.spec, traffic=(), objectives=())
    lacking = {"cost": None, "traffic": (), "objectives": (), "recommendation": ()}
    page = page_of(with_status(replace(benchmark, spec=spec), **lacking), found)
    assert "Want a recommendation? Add spec.traffic" in page.text
    assert "cost" not in page.sections


def test_every_objective_has_its_verdict(page):
    for verdict in ("Success", "Failure", "Inconclusive"):
        assert verdict in page.text


def test_rejected_trials_are_told_one_by_one_with_what_was_seen():
    one = replace(samples(*SHEETS).bursts[-1], rejection="NotAtZero", message="pod x was there")
    benchmark, _ = whole()
    found = page_of(benchmark, results(replace(samples(*SHEETS), bursts=(one,))))
    assert "NotAtZero" in found.text
    assert "pod x was there" in found.text


def test_a_run_in_which_nothing_was_accepted_has_a_page():
    benchmark, _ = whole()
    trials = tuple(t.rejected("NotAtZero", "warm") for t in samples(*SHEETS).trials)
    found = page_of(benchmark, results(replace(samples(*SHEETS), trials=trials)))
    assert found.mistakes == []
    assert "cold-start" in found.sections


def test_a_break_even_may_have_an_open_end_and_serverless_above_it():
    benchmark, found = whole()
    profile, *others = benchmark.status.traffic
    first, *rest = profile.break_evens
    even = replace(
        first,
        cheaper_above="serverless",
        crossings=2,
        requests_per_second="0.200000",
        requests_per_second_upper=None,
    )
    changed = replace(profile, break_evens=(even, *rest))
    page = page_of(with_status(benchmark, traffic=(changed, *others)), found)
    assert "above, serverless is cheaper (rare, own-cluster)" in page.text
    assert ", open], the nearest of 2" in page.text
    assert page.mistakes == []


def test_curves_and_trials_can_be_saved_as_csv(page):
    files = dict(zip(page.values("download"), downloads(page), strict=True))
    (curves,) = [rows for name, rows in files.items() if name.endswith("-costs.csv")]
    assert {row["sheet"] for row in curves} == {"own-cluster", "aws-lambda"}
    kept = [row for row in curves if row["variant"] == "containerized"]
    assert len({row["per_month"] for row in kept}) == 1
    assert all(float(row["per_month_lower"]) <= float(row["per_month"]) for row in curves)
    (trials,) = [rows for name, rows in files.items() if name.endswith("-cold-starts.csv")]
    accepted = [row for row in trials if not row["rejection"]]
    assert accepted
    assert all(float(row["total_milliseconds"]) > 0 for row in accepted)


def downloads(page):
    """The rows of each file that the page offers."""
    links = [link for link in page.values("href") if link.startswith("data:")]
    for link in links:
        text = base64.b64decode(link.partition(",")[2]).decode()
        yield list(csv.DictReader(io.StringIO(text)))
