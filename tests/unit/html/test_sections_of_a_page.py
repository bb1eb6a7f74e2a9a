from dataclasses import replace

import pytest

from tests.unit.html.pages import SHEETS, page_of, results, whole
from tests.unit.made.decisions import samples

SECTIONS = {
    "coldStart": "cold-start",
    "burst": "burst",
    "reactivation": "reactivation",
    "steady": "steady",
    "autoscale": "autoscale",
}


def without(benchmark, scenario):
    status = {**benchmark["status"]}
    for path in ("serverless", "containerized"):
        status[path] = {k: v for k, v in status[path].items() if k != scenario}
    return {**benchmark, "status": status}


def test_the_answer_comes_first_and_the_limits_last(page):
    assert page.sections == [
        *SECTIONS.values(),
        "cost",
        "environment",
        "rejected",
        "conditions",
        "limits",
    ]
    assert page.text.index("Recommend" if "Recommend" in page.text else "choose") < page.text.index(
        "Cold starts"
    )


@pytest.mark.parametrize(("scenario", "section"), SECTIONS.items())
def test_a_scenario_that_was_not_run_has_no_section_and_is_named_in_the_limits(scenario, section):
    benchmark, _ = whole()
    found = page_of(without(benchmark, scenario), None)
    assert section not in found.sections
    assert "Not measured:" in found.text
    assert found.mistakes == []


def test_without_raw_samples_the_figures_of_the_status_are_told():
    benchmark, _ = whole()
    found = page_of(benchmark)
    assert found.sections == [
        *SECTIONS.values(),
        "cost",
        "environment",
        "rejected",
        "conditions",
        "limits",
    ]
    assert "raw samples were not at hand" in found.text
    assert 'id="trials"' not in found.text
    assert "trials-title" not in found.values("id")


def test_without_a_decision_to_make_it_says_what_to_ask_for():
    benchmark, found = whole()
    status = {k: v for k, v in benchmark["status"].items() if k in ("conditions", "serverless")}
    status |= {"containerized": benchmark["status"]["containerized"]}
    spec = {k: v for k, v in benchmark["spec"].items() if k not in ("traffic", "objectives")}
    page = page_of({**benchmark, "spec": spec, "status": status}, found)
    assert "No recommendation was asked for" in page.text
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
    profile, *others = benchmark["status"]["traffic"]
    even = {**profile["breakEvens"][0], "cheaperAbove": "Serverless", "crossings": 2}
    even["requestsPerSecond"] = "0.200000"
    even.pop("requestsPerSecondUpper")
    traffic = [{**profile, "breakEvens": [even, *profile["breakEvens"][1:]]}, *others]
    page = page_of({**benchmark, "status": {**benchmark["status"], "traffic": traffic}}, found)
    assert "above it serverless is cheaper (rare, own-cluster)" in page.text
    assert ", open], the nearest of 2" in page.text
    assert page.mistakes == []
