from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.conditions import Condition
from modelbench.api.mode import Mode
from modelbench.api.scenarios.autoscale import AutoscaleStatus, RunStatus
from modelbench.api.scenarios.burst import BurstStatus
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.scenarios.parts import Start
from modelbench.api.scenarios.reactivation import GapStatus, ReactivationStatus
from modelbench.api.scenarios.steady import RateStatus, SteadyStatus
from modelbench.api.status import Status, VariantStatus
from modelbench.api.variants import variants_of
from modelbench.cli.progress import TimeLeft, Work, stage_text, work_at_hand
from modelbench.scenarios.registry import measured_conditions
from msgspec.structs import replace

from tests.unit.cli.console import benchmark

START = datetime(2026, 1, 1, tzinfo=UTC)
SCENARIOS = {
    "coldStart": {"trials": 10, "maxTrials": 30},
    "burst": {"requests": 5, "trials": 3},
    "reactivation": {"gapsSeconds": [3, 9], "trials": 2},
    "steady": {"ratesPerSecond": [10, 20, 30], "rounds": 6},
    "autoscale": {"baseRatePerSecond": 1, "peakRatePerSecond": 20},
}
MODES = {"serverless": Mode.SERVERLESS, "containerized": Mode.CONTAINERIZED}


def found(**statuses):
    """What was found so far, by the name of the variant: parts by the package of the scenario."""
    return tuple(
        VariantStatus(name=name, mode=mode, **statuses.get(name, {}))
        for name, mode in MODES.items()
    )


def _condition(type_, status, reason="Measuring", message="on"):
    return Condition(type_, status, reason, message, "2026-01-01T00:00:00Z")


def running(scenarios, *, measured=(), others=(), **status):
    """A benchmark that measures; the conditions of ``measured`` scenarios are decided."""
    asked = parse_benchmark(benchmark(scenarios=scenarios, variants=list(others)))
    types = measured_conditions(asked.spec, variants_of(asked.spec))
    conditions = [
        _condition(type_, "True" if scenario.name in measured else "Unknown")
        for type_, scenario in types.items()
    ]
    summary = _condition("Succeeded", "Unknown")
    return replace(asked, status=Status(conditions=(summary, *conditions), **status))


TWO_RATES = (RateStatus(rate_per_second=10, segments=6), RateStatus(rate_per_second=20, segments=2))
TWO_GAPS = (GapStatus(3, trials=2), GapStatus(9, trials=1))


@pytest.mark.parametrize(
    ("measured", "statuses", "work"),
    [
        (
            (),
            {name: {"cold_start": ColdStartStatus(trials=4)} for name in MODES},
            Work("coldStart", 1, 5, 8, 20, 60),
        ),
        (
            ("coldStart",),
            {"serverless": {"burst": BurstStatus(trials=1)}},
            Work("burst", 2, 5, 1, 6, 6),
        ),
        (
            ("coldStart", "burst"),
            {"serverless": {"reactivation": ReactivationStatus(gaps=TWO_GAPS)}},
            Work("reactivation", 3, 5, 3, 4, 4),
        ),
        (
            ("coldStart", "burst", "reactivation"),
            {"containerized": {"steady": SteadyStatus(rates=TWO_RATES)}},
            Work("steady", 4, 5, 8, 36, 36),
        ),
        (
            ("coldStart", "burst", "reactivation", "steady"),
            {"serverless": {"autoscale": AutoscaleStatus(runs=(RunStatus(start=Start.BASE),))}},
            Work("autoscale", 5, 5, 1, 3, 3),
        ),
    ],
)
def test_the_scenario_at_hand_is_counted(measured, statuses, work):
    status = {"variants": found(**statuses)}
    assert work_at_hand(running(SCENARIOS, measured=measured, **status)) == work


def test_each_variant_that_a_scenario_covers_counts():
    warm = {"name": "kept-warm", "serverless": {"minScale": 1}}
    two = {"name": "two-replicas", "containerized": {"replicas": 2}}
    cold = running({"coldStart": SCENARIOS["coldStart"]}, others=[warm, two])
    assert work_at_hand(cold).least == 30
    burst = running({"burst": SCENARIOS["burst"]}, others=[warm, two])
    assert work_at_hand(burst).least == 12


def test_nothing_is_at_hand_when_all_is_measured():
    assert work_at_hand(running(SCENARIOS, measured=tuple(SCENARIOS))) is None


def test_gaps_that_were_not_chosen_are_those_of_the_stable_window():
    work = work_at_hand(running({"reactivation": {"trials": 2}}))
    assert work.least > 2


def looked_at(trials, **others):
    """Cold starts, of which so many are done, and perhaps other scenarios after them."""
    cold = {"coldStart": SCENARIOS["coldStart"], **others}
    asked = running(cold, start_time="2026-01-01T00:00:00Z")
    variants = found(serverless={"cold_start": ColdStartStatus(trials=trials)})
    return replace(asked, status=replace(asked.status, variants=variants))


def test_before_any_pace_is_known_the_deadline_bounds_the_time():
    now = START + timedelta(minutes=10)
    assert TimeLeft().text(looked_at(0), now) == "at most 50 min left"


def test_the_pace_gives_the_time_to_the_fewest_and_to_the_most_trials():
    left = TimeLeft()
    left.text(looked_at(0), START)
    # 20 to 60 trials, 10 of them in five minutes.
    assert left.text(looked_at(10), START + timedelta(minutes=5)) == "5 to 25 min left"


def test_the_pace_counts_from_the_first_look():
    left = TimeLeft()
    left.text(looked_at(8), START + timedelta(minutes=9))
    assert left.text(looked_at(10), START + timedelta(minutes=10)) == "5 to 25 min left"


def test_no_estimate_is_beyond_the_deadline():
    left = TimeLeft()
    left.text(looked_at(0), START + timedelta(minutes=40))
    assert left.text(looked_at(10), START + timedelta(minutes=50)) == "about 10 min left"


def test_enough_trials_may_end_it_at_any_time():
    left = TimeLeft()
    left.text(looked_at(0), START)
    assert left.text(looked_at(30), START + timedelta(minutes=6)) == "up to 6 min left"


def test_when_others_follow_it_is_the_time_of_this_scenario():
    burst = {"burst": SCENARIOS["burst"]}
    left = TimeLeft()
    left.text(looked_at(0, **burst), START)
    later = left.text(looked_at(10, **burst), START + timedelta(minutes=5))
    assert later == "5 to 25 min left of scenario 1/2"


def test_nothing_is_known_before_the_start():
    assert TimeLeft().text(parse_benchmark(benchmark()), START) == ""


def at_stage(reason, message, **fields):
    return Status(conditions=(_condition("Succeeded", "Unknown", reason, message),), **fields)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (Status(), "waiting for the operator"),
        (at_stage("Queued", "behind n/a"), "Queued: behind n/a"),
        (at_stage("Preparing", "creating all variants"), "creating all variants"),
        (at_stage("Measuring", "old", progress="bursts: 1 done"), "bursts: 1 done"),
    ],
)
def test_where_it_stands_is_told_in_words(status, text):
    assert stage_text(replace(parse_benchmark(benchmark()), status=status)) == text
