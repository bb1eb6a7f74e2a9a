import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.reactivation import GapTrial
from modelbench.api.variants import find_variant
from modelbench.scenarios.reactivation.summary import (
    covers,
    default_gaps,
    done,
    gaps_seconds,
    summarize,
    wanted,
)

from tests.unit.made.specs import spec

MILLISECOND, SECOND = 1_000_000, 1_000_000_000
OTHERS = [
    {"name": "warm", "serverless": {"minScale": 1}},
    {"name": "long", "serverless": {"stableWindowSeconds": 60}},
]
SPEC = spec(
    serverless={"stableWindowSeconds": 6},
    scenarios={"reactivation": {"trials": 3}},
    variants=OTHERS,
)


def gap(seconds, milliseconds=None, state="Ready", variant="serverless", **fields):
    latency = None if milliseconds is None else milliseconds * MILLISECOND
    failure = "RequestFailed: timeout" if milliseconds is None else None
    return GapTrial(variant, 1, 1, seconds, seconds * SECOND, state, latency, failure, **fields)


def told(*trials, variant="serverless"):
    return summarize(Samples(gaps=trials), find_variant(SPEC, variant), SPEC)


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
    short, long = told(*trials).gaps
    assert (short.gap_seconds, short.trials, short.median_milliseconds) == (3, 3, 20)
    assert (short.minimum_milliseconds, short.maximum_milliseconds) == (10, 30)
    assert (long.trials, long.new_pod_trials, long.state) == (1, 1, "Zero")


def test_a_failure_is_counted_and_is_no_latency():
    (found,) = told(gap(8, 10), gap(8), gap(8, 30)).gaps
    assert (found.trials, found.failures, found.median_milliseconds) == (3, 1, 20)


def test_the_worst_gap_has_the_largest_median():
    found = told(gap(3, 10), gap(20, 2500), gap(60, 900))
    assert (found.worst_gap_seconds, found.worst_median_milliseconds) == (20, 2500)
    assert found.summary == "worst 2500 ms, 20 s after the last (Ready)"


def test_a_gap_that_nobody_answered_is_worse_than_any_latency():
    found = told(gap(3, 10), gap(20), gap(60, 90_000))
    assert found.worst_gap_seconds == 20
    assert found.summary == "no response after 20 s"
    assert found.worst_median_milliseconds is None
    assert found.gaps[1].median_milliseconds is None


def test_the_state_is_what_most_requests_met():
    states = ["Draining", "Terminating", "Terminating"]
    (found,) = told(*(gap(20, 5, state) for state in states)).gaps
    assert found.state == "Terminating"


def test_each_variant_has_its_own_gaps():
    both = (gap(3, 10), gap(62, 900, variant="long"))
    assert [one.gap_seconds for one in told(*both).gaps] == [3]
    assert [one.gap_seconds for one in told(*both, variant="long").gaps] == [62]


def test_nothing_measured_is_nothing_told():
    assert told() is None
    assert (done(told(gap(3, 10), gap(3))), done(None)) == (2, 0)


@pytest.mark.parametrize(
    ("name", "covered", "gaps"),
    [
        ("serverless", True, default_gaps(6)),
        ("long", True, default_gaps(60)),
        ("warm", False, ()),
        ("containerized", False, ()),
    ],
)
def test_only_what_goes_to_zero_has_gaps_and_they_follow_from_its_own_window(name, covered, gaps):
    variant = find_variant(SPEC, name)
    assert covers(variant) is covered
    assert gaps_seconds(variant, SPEC) == gaps
    assert wanted(variant, SPEC) == (3 * len(gaps), 3 * len(gaps))


def test_gaps_that_are_asked_for_are_taken():
    asked = spec(scenarios={"reactivation": {"trials": 2, "gapsSeconds": [3, 21]}})
    assert gaps_seconds(find_variant(asked, "serverless"), asked) == (3, 21)
