"""What the status and a recommendation say of a trace."""

import pytest
from modelbench.api.choices import Shape
from modelbench.api.decision_status import FlagKind, ProfileStatus
from modelbench.api.status import Status
from modelbench.api.trace_text import trace_of_counts, trace_of_instants
from modelbench.decision.recommendation import recommend
from modelbench.decision.trace_status import coarse_trace, trace_status
from modelbench.forecast.simulated import Budget
from modelbench.view.decision import cost

from tests.unit.made.decisions import profile

WINDOW = {"serverless": {"stable_window_seconds": 60}}
HOURS = trace_of_counts([36] * 24, 3_600_000)
EXACT = trace_of_instants([0, 1000, 90_000], duration_seconds=86_400)


def of(trace, factor=1.0):
    return profile(factor * trace.rate, shape=Shape.TRACE, trace=trace, settings=WINDOW)


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("modelbench.forecast.forecasts.OWN", Budget(500))


def test_the_note_says_what_of_a_trace_a_month_has():
    exact, counts = trace_status(of(EXACT).traffic), trace_status(of(HOURS).traffic)
    assert exact.note == "3 requests in 24 h, 30.4 times in a 730-hour month"
    assert (exact.requests, exact.period_seconds, exact.interval_seconds) == (3, "86400.000", None)
    assert counts.interval_seconds == "3600.000"
    assert "back to back within each 60 min" in counts.note


def test_more_requests_than_the_trace_has_are_told():
    assert trace_status(of(EXACT, 2.5).traffic).note.endswith("with 2.5 times the requests")


def test_a_shape_has_no_trace_in_its_status():
    assert trace_status(profile(0.01).traffic) is None


def test_counts_that_hide_the_gaps_leave_the_choice_open_and_say_why(small):
    """36 an hour cost between a twentieth and more than a pod that always runs."""
    found = recommend(of(HOURS), [], None)
    assert found.choice == "Inconclusive"
    (flag,) = [one.message for one in found.flags if one.kind is FlagKind.COARSE_TRACE]
    assert "per 60 min, longer than the stable window of 60 s" in flag


@pytest.mark.parametrize("trace", [EXACT, trace_of_counts([1, 0, 5], 60_000)])
def test_what_shows_the_gaps_is_not_flagged(trace):
    assert coarse_trace(of(trace)) is None


def test_the_terminal_says_what_of_a_trace_a_month_has():
    found = ProfileStatus(name="mine", trace=trace_status(of(EXACT).traffic))
    (note,) = (one for one in cost(Status(traffic=(found,))).notes if one.startswith("mine: "))
    assert note == "mine: 3 requests in 24 h, 30.4 times in a 730-hour month"
