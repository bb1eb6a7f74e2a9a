from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.variants import find_variant
from modelbench.scenarios.burst.summary import done, summarize, wanted

from tests.unit.made.specs import spec

MILLISECOND = 1_000_000
SPEC = spec(scenarios={"burst": {"requests": 10, "trials": 3}})


def burst(milliseconds, order=1, **fields):
    latencies = tuple(value * MILLISECOND for value in milliseconds)
    failed = sum(fields.get("failures", {}).values())
    values = {"variant": "serverless", "requests": len(latencies) + failed, **fields}
    return BurstTrial(order=order, latencies_nanoseconds=latencies, **values)


def told(*trials, variant="serverless", asked=SPEC):
    return summarize(Samples(bursts=trials), find_variant(asked, variant), asked)


def percentiles(status):
    return {one.percentile: one.microseconds for one in status.latencies}


def test_the_ends_are_medians_over_the_bursts_and_not_over_all_requests():
    found = told(burst([100, 900]), burst([200, 5000]), burst([300, 1000]))
    assert (found.first_milliseconds, found.last_milliseconds) == (200, 1000)


def test_failures_stay_in_the_denominator_and_out_of_the_latencies():
    found = told(burst([5] * 8, failures={"timeout": 2}), burst([5] * 10))
    assert found.requests == 20
    assert [(one.kind, one.count) for one in found.failures] == [("timeout", 2)]
    assert told(burst([5] * 8, failures={"timeout": 2})).failure_percent == "20.00"


def test_rejected_bursts_are_counted_and_never_averaged_in():
    warm = burst([1, 1], rejection="NotAtZero", pods_started=7, schedule_delay_nanoseconds=10**9)
    found = told(burst([500, 600], pods_started=2), warm)
    assert (found.trials, found.requests) == (1, 2)
    assert [(one.reason, one.count) for one in found.rejected_trials] == [("NotAtZero", 1)]
    assert (found.first_milliseconds, found.replicas_started) == (500, 2)
    assert found.invalid_reason is None


def test_bursts_that_were_all_rejected_tell_nothing_but_that():
    found = told(burst([1], rejection="NotAtZero"))
    assert (found.trials, found.valid, found.replicas_started) == (0, None, None)
    assert "no request" in found.missing_reason


def test_a_percentile_needs_as_many_responses_as_everywhere():
    assert list(percentiles(told(burst(range(28))))) == ["50"]
    assert list(percentiles(told(burst(range(29))))) == ["50", "90"]
    assert percentiles(told(burst(range(1, 101))))["95"] == 95_000


def test_a_moment_that_was_spread_out_by_the_generator_is_invalid():
    late = [burst([5] * 9, schedule_delay_nanoseconds=delay * MILLISECOND) for delay in (4, 10, 12)]
    found = told(*late)
    assert "went out over 20 ms" in found.invalid_reason
    assert found.summary.endswith("invalid")
    assert (found.valid, found.schedule_delay_median_microseconds) == (False, 10_000)
    assert told(*late[:1]).invalid_reason is None


def test_bursts_that_nobody_answered_are_missing_with_a_reason():
    unanswered = burst([], failures={"timeout": 10})
    found = told(unanswered)
    assert found.first_milliseconds is None
    assert "no request" in found.missing_reason
    assert found.failure_percent == "100.00"


def test_nothing_is_told_before_the_first_burst_nor_when_none_was_asked_for():
    assert told(burst([5]), variant="containerized") is None
    assert told(burst([5]), asked=spec(scenarios={})) is None


def test_the_summary_tells_how_many_came_at_once():
    found = told(*(burst([900, 1500], pods_started=2) for _ in range(3)))
    assert found.summary == "2 at once: 900 to 1500 ms, 2 pods started n=3"
    assert (found.requests, found.trials, found.replicas_started) == (6, 3, 2)


def test_every_variant_is_sent_the_same_bursts():
    warm = spec(
        scenarios={"burst": {"requests": 10, "trials": 3}},
        variants=[{"name": "warm", "serverless": {"minScale": 1}}],
    )
    for name in ("serverless", "containerized", "warm"):
        assert wanted(find_variant(warm, name), warm) == (3, 3)
    assert done(told(burst([5]))) == 1
    assert done(None) == 0
