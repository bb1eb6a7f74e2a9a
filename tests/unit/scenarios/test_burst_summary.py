from modelbench.api.load_samples import BurstTrial
from modelbench.api.samples import Samples
from modelbench.scenarios.burst.summary import summarize_bursts
from modelbench.scenarios.trial_fields import burst_fields

MILLISECOND = 1_000_000


def burst(milliseconds, order=1, **fields):
    latencies = tuple(value * MILLISECOND for value in milliseconds)
    failed = sum(fields.get("failures", {}).values())
    values = {"path": "serverless", "requests": len(latencies) + failed, **fields}
    return BurstTrial(order=order, latencies_nanoseconds=latencies, **values)


def test_the_ends_are_medians_over_the_bursts_and_not_over_all_requests():
    trials = [burst([100, 900]), burst([200, 5000]), burst([300, 1000])]
    found = summarize_bursts(trials)
    assert (found.first, found.last) == (200 * MILLISECOND, 1000 * MILLISECOND)


def test_failures_stay_in_the_denominator_and_out_of_the_latencies():
    found = summarize_bursts([burst([5] * 8, failures={"timeout": 2}), burst([5] * 10)])
    assert (found.requests, found.failures) == (20, {"timeout": 2})
    fields = burst_fields(Samples(bursts=(burst([5] * 8, failures={"timeout": 2}),)), "serverless")
    assert fields["failurePercent"] == "20.00"


def test_rejected_bursts_are_counted_and_never_averaged_in():
    warm = burst([1, 1], rejection="NotAtZero", pods_started=7, schedule_delay_nanoseconds=10**9)
    found = summarize_bursts([burst([500, 600], pods_started=2), warm])
    assert (found.trials, found.rejected, found.requests) == (1, {"NotAtZero": 1}, 2)
    assert (found.first, found.pods_started, found.invalid_reason) == (500 * MILLISECOND, 2, None)


def test_a_percentile_needs_as_many_answers_as_everywhere():
    assert list(summarize_bursts([burst(range(28))]).percentiles) == [50]
    assert list(summarize_bursts([burst(range(29))]).percentiles) == [50, 90]
    hundred = summarize_bursts([burst(range(1, 101))])
    assert hundred.percentiles[95] == 95 * MILLISECOND


def test_a_moment_that_was_spread_out_by_the_generator_is_invalid():
    late = [burst([5] * 9, schedule_delay_nanoseconds=delay * MILLISECOND) for delay in (4, 10, 12)]
    assert "went out over 20 ms" in summarize_bursts(late).invalid_reason
    assert summarize_bursts(late[:1]).invalid_reason is None
    fields = burst_fields(Samples(bursts=tuple(late)), "serverless")
    assert fields["summary"].endswith("invalid")
    assert (fields["valid"], fields["scheduleDelayMedianMicroseconds"]) == (False, 10_000)
    assert "went out over 20 ms" in fields["invalidReason"]


def test_bursts_that_nobody_answered_are_missing_with_a_reason():
    samples = Samples(bursts=(burst([], failures={"timeout": 10}),))
    fields = burst_fields(samples, "serverless")
    assert "firstMilliseconds" not in fields
    assert "no request" in fields["missingReason"]
    assert fields["failurePercent"] == "100.00"
    assert burst_fields(samples, "containerized") == {}


def test_the_summary_tells_how_many_came_at_once():
    samples = Samples(bursts=tuple(burst([900, 1500], pods_started=2) for _ in range(3)))
    fields = burst_fields(samples, "serverless")
    assert fields["summary"] == "2 at once: 900 to 1500 ms, 2 pods started n=3"
    assert (fields["requests"], fields["trials"], fields["replicasStarted"]) == (6, 3, 2)
