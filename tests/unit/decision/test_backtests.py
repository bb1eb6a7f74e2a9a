"""A forecast beside the replay of the same requests, and what is told where it missed."""

import pytest
from modelbench.api.decision_status import FlagKind
from modelbench.api.reasons import Reason
from modelbench.decision.backtest import missed, with_backtests, with_verdicts
from modelbench.scenarios.findings import condition_updates, find
from msgspec.structs import replace

from tests.unit.made.decided import concluded
from tests.unit.made.replays import asked, replayed


def backtested(samples):
    """The findings with their backtests, and the conditions."""
    findings = find(samples, asked())
    updates = condition_updates(samples, asked(), findings)
    found = with_backtests(findings, samples, asked())
    return found, tuple(with_verdicts(updates, found))


@pytest.fixture(scope="module")
def held():
    return backtested(replayed(asked()))


@pytest.fixture(scope="module")
def wrong():
    return concluded(replayed(asked(), start=30.0), asked())


def backtest(found, variant="serverless"):
    return found[0].variant(variant).replay.backtest


def values(found, variant="serverless"):
    return {value.metric: value for value in backtest(found, variant).values}


def flags(found, traffic="own"):
    (one,) = [one for one in found[0].recommendation if one.traffic == traffic]
    return [flag.message for flag in one.flags if flag.kind is FlagKind.FORECAST_MISSED]


@pytest.mark.parametrize("variant", ["serverless", "containerized"])
def test_a_forecast_that_holds_has_its_error(held, variant):
    found = backtest(held, variant)
    assert found.held
    assert found.summary.startswith("the forecast held: pod-seconds ")
    named = values(held, variant)
    assert abs(float(named["podSeconds"].error)) <= 5
    assert abs(float(named["coldPercent"].error)) <= 2
    assert named["p99Milliseconds"].held
    assert [named[f"p{p}Milliseconds"].held for p in (50, 95)] == [None, None]
    assert not list(missed(held[0], asked(), "own"))


def test_the_condition_tells_what_the_forecast_was_worth(held):
    messages = {update.type: update.message for update in held[1]}
    assert "; the forecast held: " in messages["ServerlessReplayMeasured"]
    assert "forecast" not in messages["ServerlessSteadyMeasured"]


def test_a_forecast_that_missed_says_so_beside_the_choice(wrong):
    assert backtest(wrong).held is False
    assert values(wrong)["podSeconds"].held is False
    assert float(values(wrong)["podSeconds"].error) < -5
    (message,) = flags(wrong)
    assert message.startswith("The forecast missed the replay of serverless: pod-seconds ")
    assert "p99 30 s, forecast " in message
    sentences = {one.traffic: one.sentence for one in wrong[0].recommendation}
    assert message in sentences["own"]


def test_it_speaks_of_the_profile_that_was_replayed_alone(wrong):
    assert flags(wrong, "other") == []
    assert backtest(wrong, "containerized").held


def test_a_replay_that_does_not_count_proves_nothing():
    samples = replayed(asked())
    late = tuple(
        replace(one, left_over_replicas=2) if one.variant == "containerized" and one.replay else one
        for one in samples.segments
    )
    found = backtested(replace(samples, segments=late))
    assert backtest(found, "containerized").values == ()
    assert "beyond the minimum: 2" in backtest(found, "containerized").missing_reason
    reasons = {update.type: update.reason for update in found[1]}
    assert reasons["ContainerizedReplayMeasured"] is Reason.INVALID


def test_without_what_it_rests_on_there_is_no_forecast():
    found = backtested(replace(replayed(asked()), trials=()))
    assert "coldStart" in backtest(found).missing_reason
    assert backtest(found).held is None
