import pytest
from modelbench.api.load_samples import GapTrial
from modelbench.api.samples import Samples
from modelbench.scenarios.reactivation.summary import default_gaps, summarize_gaps, worst
from modelbench.scenarios.trial_fields import reactivation_fields

MILLISECOND, SECOND = 1_000_000, 1_000_000_000


def gap(seconds, milliseconds=None, state="Ready", **fields):
    latency = None if milliseconds is None else milliseconds * MILLISECOND
    failure = "RequestFailed: timeout" if milliseconds is None else None
    return GapTrial(1, 1, seconds, seconds * SECOND, state, latency, failure, **fields)


@pytest.mark.parametrize("window", [6, 60, 600])
def test_default_gaps_lie_inside_the_window_in_the_drain_and_after_it(window):
    gaps = default_gaps(window)
    assert list(gaps) == sorted(set(gaps))
    assert 1 <= gaps[0] < window
    assert any(window < one < window + 30 for one in gaps)
    # The window, then queue-proxy's drain: later than both the service is at zero.
    assert gaps[-1] > window + 30 + 30


def test_each_gap_is_summarized_apart():
    trials = [gap(3, 10), gap(40, 900, "Zero", new_pod=True), gap(3, 30), gap(3, 20)]
    short, long = summarize_gaps(trials)
    assert (short.gap_seconds, short.trials, short.median) == (3, 3, 20 * MILLISECOND)
    assert (short.minimum, short.maximum) == (10 * MILLISECOND, 30 * MILLISECOND)
    assert (long.trials, long.new_pod_trials, long.state) == (1, 1, "Zero")


def test_a_failure_is_counted_and_is_no_latency():
    (found,) = summarize_gaps([gap(8, 10), gap(8), gap(8, 30)])
    assert (found.trials, found.failures, found.median) == (3, 1, 20 * MILLISECOND)


def test_the_worst_gap_has_the_largest_median():
    gaps = summarize_gaps([gap(3, 10), gap(20, 2500), gap(60, 900)])
    assert worst(gaps).gap_seconds == 20
    assert worst(()) is None


def test_a_gap_that_nobody_answered_is_worse_than_any_latency():
    samples = Samples(gaps=(gap(3, 10), gap(20), gap(60, 90_000)))
    fields = reactivation_fields(samples)
    assert fields["worstGapSeconds"] == 20
    assert fields["summary"] == "no answer after 20 s"
    assert "worstMedianMilliseconds" not in fields
    assert "medianMilliseconds" not in fields["gaps"][1]


def test_the_state_is_what_most_requests_met():
    states = ["Draining", "Terminating", "Terminating"]
    (found,) = summarize_gaps([gap(20, 5, state) for state in states])
    assert found.state == "Terminating"


def test_nothing_measured_is_nothing_told():
    assert reactivation_fields(Samples()) == {}
