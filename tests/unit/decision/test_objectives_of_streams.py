"""Objectives of streams: durations have an upper bound, tokens a second a lower one."""

import pytest
from modelbench.api.choices import Objective
from modelbench.api.samples import Samples
from modelbench.decision.measured_values import MeasuredValues
from modelbench.decision.objectives import judge
from modelbench.decision.recommendation_status import objective_status

from tests.unit.made.decisions import spec
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.streams import stream_segment
from tests.unit.scenarios.test_cold_first_tokens import trials


def samples(rounds=6, **fields):
    segments = [stream_segment(round=n, first=100 + n, **fields) for n in range(1, rounds + 1)]
    return Samples(segments=tuple(segments), trials=tuple(trials()))


def judged(objective, found=None):
    values = MeasuredValues(samples() if found is None else found, spec(scenarios=SCENARIOS), [])
    (judgement,) = judge([objective], values, None)
    return judgement


def at_most(metric, milliseconds, rate=10):
    return Objective(metric, rate, maximum_milliseconds=milliseconds)


def at_least(metric, tokens):
    return Objective(metric, 10, minimum_tokens_per_second=tokens)


@pytest.mark.parametrize(
    ("metric", "bound", "met", "missed"),
    [
        ("timeToFirstToken.p50", at_most, 120, 90),
        ("interTokenLatency.p99", at_most, 6, 4),
        ("tokensPerSecond.perUser", at_least, "190", "210"),
        ("tokensPerSecond.all", at_least, "190", "210"),
        ("coldStart.firstTokenP50", at_most, 2400, 2200),
    ],
)
def test_a_bound_is_met_or_missed(metric, bound, met, missed):
    many = samples(rounds=20)
    assert str(judged(bound(f"serverless.{metric}", met), many).verdict) == "Success"
    assert str(judged(bound(f"serverless.{metric}", missed), many).verdict) == "Failure"


def test_a_lower_bound_is_told_as_one():
    found = judged(at_least("serverless.tokensPerSecond.perUser", "210"))
    assert "(needs 210 tokens/s): missed" in found.message
    status = objective_status(found)
    assert (status.maximum, status.minimum) == (None, "210")


def test_few_rounds_and_other_responses_decide_nothing():
    few = judged(at_least("serverless.tokensPerSecond.all", "1"), samples(rounds=3))
    assert "fewer than 6 rounds" in few.message
    other = judged(at_most("serverless.timeToFirstToken.p50", 100), Samples())
    assert "10/s was not measured" in other.message


def test_a_load_program_that_was_late_decides_nothing():
    found = judged(at_most("serverless.timeToFirstToken.p50", 1000), samples(late=1500))
    assert str(found.verdict) == "Inconclusive"
    assert "late by 1.5 ms" in found.message
