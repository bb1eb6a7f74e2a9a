"""A month of a trace: it is simulated itself, and what it does not tell is in the interval."""

import random
from dataclasses import replace

import pytest
from modelbench.api.choices import MONTH_SECONDS, Shape
from modelbench.api.trace_text import trace_of_counts, trace_of_instants
from modelbench.forecast.arrivals import drawn
from modelbench.forecast.idle_model import activity
from modelbench.forecast.simulated import Budget, OverloadError
from modelbench.forecast.trace_month import trace_of_pods, trace_of_requests
from modelbench.forecast.trace_pieces import pieces_of
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell, peak_of, spells_of
from modelbench.traffic.trace_arrivals import Recorded, Spread

from tests.unit.made.decisions import cost_of, profile

HOLD = 64.0
"""A window of 60 s and a grace of 4 s."""

BUDGET = Budget(4000)


def workload(start=2.0, service=0.01, window=60.0, **changes):
    knative = Knative(window, 70.0, grace=4.0)
    return Workload((service,), (start,), autoscaler=knative, **changes)


def month(trace, work=None, factor=1.0, spread=Spread.INDEPENDENT, **budget):
    recorded = Recorded(trace, factor, spread)
    return trace_of_pods(work or workload(), recorded, replace(BUDGET, **budget))


def of_profile(trace, **changes):
    return profile(trace.rate, shape=Shape.TRACE, trace=trace, **changes)


def timetable(gaps, duration=3600):
    """Milliseconds of requests that follow one another after these seconds."""
    instants = [0]
    for gap in gaps:
        instants.append(instants[-1] + round(1000 * gap))
    return trace_of_instants(instants, duration)


def test_a_request_is_cold_after_a_gap_longer_than_the_hold_time_and_after_no_other():
    """No gap of 63 s is a start, and all of 67 s are. A Poisson process would have both."""
    assert month(timetable([63] * 50, 51 * 63)).cold_share == 0
    assert month(timetable([67] * 50, 51 * 67)).cold_share == 1


def test_pod_seconds_are_those_of_the_gaps_that_were_recorded():
    """Each burst of an hour keeps a pod until the hold time after its last request."""
    found = month(timetable([10, 10, 10]))
    hours = MONTH_SECONDS / 3600
    assert found.pod_seconds == pytest.approx(hours * (30 + HOLD), rel=0.002)
    assert found.cold_requests == pytest.approx(hours)


def test_a_month_has_as_many_requests_as_the_trace_repeated():
    found = month(timetable([10, 10, 10]))
    assert found.requests == pytest.approx(4 * MONTH_SECONDS / 3600)


@pytest.mark.parametrize("rate", [0.005, 0.03])
def test_a_trace_drawn_independently_agrees_with_the_closed_form(rate):
    draw = random.Random(5)
    instants, second = [], 0.0
    while (second := second + draw.expovariate(rate)) < 900 / rate:
        instants.append(round(1000 * second))
    trace = trace_of_instants(instants, round(900 / rate))
    pieces = activity((Spell(3600, trace.rate),), HOLD + 0.01)
    expected = sum(piece.cold_starts for piece in pieces)
    assert month(trace).starts == pytest.approx(expected, rel=0.08)


def test_counts_hold_both_ends_of_what_they_do_not_tell():
    """36 requests an hour: one every 100 s are all cold, one after another are one start."""
    trace = trace_of_counts([36] * 24, 3_600_000)
    found = {spread: month(trace, spread=spread) for spread in Spread}
    assert found[Spread.EVEN].cold_share == 1
    assert found[Spread.CLUMPED].cold_share < 0.1
    assert 0.3 < found[Spread.INDEPENDENT].cold_share < 0.8
    assert found[Spread.CLUMPED].pod_seconds < found[Spread.EVEN].pod_seconds / 5


def test_the_interval_of_a_cost_is_wide_where_the_gaps_are_not_known(monkeypatch):
    monkeypatch.setattr("modelbench.forecast.forecasts.OWN", Budget(1000))
    settings = {"serverless": {"stable_window_seconds": 60}}
    coarse = of_profile(trace_of_counts([36] * 24, 3_600_000), settings=settings)
    fine = of_profile(timetable([100] * 35), settings=settings)
    low, high = cost_of(coarse, "serverless").interval
    assert high > 5 * low
    low, high = cost_of(fine, "serverless").interval
    assert high < 2 * low
    (users,) = (one for one in coarse.users if one.variant == "serverless")
    assert users.cold_share.lower < 0.2
    assert users.cold_share.upper == pytest.approx(1, abs=0.01)


def test_a_rush_is_a_queue_and_ten_minutes_of_it_cannot_be_carried():
    """One pod that answers one request at a time in a second."""
    work = workload(service=1.0, slots=1)
    work = replace(work, autoscaler=replace(work.autoscaler, max_scale=1))
    rush = trace_of_counts([30, *[0] * 359], 10_000)
    assert month(rush, work).latencies.percentile(99) > 20
    with pytest.raises(OverloadError, match="busiest ten minutes, and its pods answer 1"):
        month(trace_of_counts([30] * 60 + [0] * 300, 10_000), work)


def test_a_long_trace_is_sampled_and_its_busy_hour_is_in_the_sample():
    """A day of 200,000 requests, a quarter of them within ten minutes."""
    counts = [100] * 1440
    counts[600:610] = [5000] * 10
    recorded = Recorded(trace_of_counts(counts, 60_000))
    pieces = pieces_of(recorded, 60.0, 10_000, random.Random(1))
    simulated = sum(piece.seconds for piece in pieces)
    assert simulated < 86_400 / 4
    assert sum(piece.seconds * piece.weight for piece in pieces) == pytest.approx(86_400)
    assert any(piece.since < 36_600 and piece.since + piece.seconds > 36_000 for piece in pieces)
    expected = sum(counts)
    drawn_ = sum(p.weight * len(list(drawn(p, 0.0, random.Random(2)))) for p in pieces)
    assert drawn_ == pytest.approx(expected, rel=0.1)


def test_a_sample_agrees_with_the_whole():
    counts = [2 if 480 <= minute % 1440 < 1080 else 0 for minute in range(2880)]
    trace = trace_of_counts(counts, 60_000)
    sample, whole = (month(trace, requests=requests) for requests in (700, 5000))
    assert sample.pod_seconds == pytest.approx(whole.pod_seconds, rel=0.1)
    assert sample.cold_share == pytest.approx(whole.cold_share, rel=0.35)


def test_at_another_rate_a_trace_meets_the_shape_it_has():
    """Fewer requests are farther apart, and more of them nearer."""
    trace = timetable([10] * 9, 7200)
    few, many = (month(trace, factor=factor) for factor in (0.5, 20.0))
    assert few.requests == pytest.approx(many.requests / 40)
    assert many.cold_share < month(trace).cold_share < few.cold_share


def test_a_provider_that_bills_requests_keeps_its_own_time():
    found = trace_of_requests(workload(), 300.0, Recorded(timetable([200, 200, 400])), BUDGET)
    assert found.cold_share == pytest.approx(0.5, abs=0.01)


def test_the_peak_is_that_of_the_busiest_minute():
    found = of_profile(timetable([1] * 29 + [100] * 10))
    assert found.peak_rate == pytest.approx(0.5)
    assert found.traffic.rate == pytest.approx(40 / 3600)
    assert peak_of(found.traffic, 10 * found.traffic.rate) == pytest.approx(5)


def test_the_spells_of_a_trace_are_its_means():
    counts = trace_of_counts([1, 2, 3, 4], 900_000)
    spells = spells_of(of_profile(counts).traffic)
    assert len(spells) == 60
    hour = sum(spell.seconds * spell.rate for spell in spells)
    assert hour == pytest.approx(10)
    assert [round(900 * spells[15 * n].rate) for n in range(4)] == [1, 2, 3, 4]
