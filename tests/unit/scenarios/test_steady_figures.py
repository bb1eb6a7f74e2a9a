import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.api.variants import find_variant
from modelbench.scenarios.steady.rates import attained_rate, percentiles, steady_rates, throughput
from modelbench.scenarios.steady.summary import done, summarize, wanted
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, one_at_a_time, segment
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import spec

SPEC = spec(scenarios={"steady": SCENARIOS["steady"]})


def told(*segments, variant="serverless"):
    return summarize(Samples(segments=segments), find_variant(SPEC, variant), SPEC)


def histogram(milliseconds, count):
    return segment([milliseconds * MILLISECOND] * count).latencies


def names(histograms):
    return [found.percentile for found in percentiles(histograms)]


@pytest.mark.parametrize(
    ("percentile", "least"), [(50, 5), (90, 29), (95, 59), (99, 299), (99.9, 2995)]
)
def test_a_percentile_that_the_requests_cannot_support_is_left_out(percentile, least):
    assert f"{percentile:g}" not in names([histogram(5, least - 1)])
    assert f"{percentile:g}" in names([histogram(5, least)])


def test_what_all_rounds_together_support_is_shown():
    assert names([histogram(5, 20)] * 2) == ["50", "90"]
    assert names([]) == names(["", ""]) == []


def test_rounds_that_are_alike_within_and_differ_wholly_bound_nothing():
    rounds = [histogram(value, 10) for value in (11, 14, 12, 16, 13, 15)]
    median = percentiles(rounds)[0]
    assert median.microseconds == pytest.approx(13_000, rel=0.001)
    assert (median.lower_microseconds, median.upper_microseconds) == (None, None)


def test_one_slow_round_that_moved_the_value_leaves_it_unbounded():
    """It has a ninth of all requests: nine rounds tell little more than nine values."""
    rounds = [histogram(5, 60)] * 8 + [histogram(500, 60)]
    found = {one.percentile: one for one in percentiles(rounds)}["95"]
    assert found.microseconds == pytest.approx(500_000, rel=0.001)
    assert (found.lower_microseconds or 0) < 5100
    assert found.upper_microseconds is None


def test_fewer_than_six_rounds_give_no_interval():
    found = percentiles([histogram(5, 100)] * 5)[0]
    assert (found.lower_microseconds, found.upper_microseconds) == (None, None)


def test_throughput_is_the_good_part_of_the_attained_rate():
    good = segment([MILLISECOND] * 100, rate=10)
    bad = segment([MILLISECOND] * 100, rate=10, failures=[(n, "status 503") for n in range(50)])
    assert attained_rate([good]) == throughput([good]) == pytest.approx(10)
    assert throughput([good, bad]) == pytest.approx(7.5)
    assert throughput([]) == 0


def test_throughput_is_what_was_answered_in_the_time_it_took():
    """A model of 5 a second that is sent 8 answers 80 requests in 16 seconds."""
    queue = one_at_a_time(8)
    assert attained_rate([queue]) == pytest.approx(8)
    assert throughput([queue]) == pytest.approx(5, rel=0.01)
    old = replace(queue, answered_span_nanoseconds=0, backlog_at_end=None)
    assert throughput([old]) == pytest.approx(8)


def test_a_rate_whose_queue_grows_is_not_held_though_no_request_failed():
    status = told(one_at_a_time(3), one_at_a_time(8))
    calm, queue = status.rates
    assert (calm.held, calm.not_held_reason) == (True, None)
    assert (queue.held, queue.failure_percent, queue.valid) == (False, "0.00", True)
    assert queue.not_held_reason == "its queue grew by 3 requests a second"
    assert queue.throughput_per_second == "5.0"
    assert status.summary.endswith("at 8/s, not sustained")


def test_a_rate_that_fails_or_was_not_sent_in_time_is_not_held():
    failing = segment([MILLISECOND] * 100, failures=[(0, "timeout"), (1, "timeout")])
    late = segment([MILLISECOND] * 100, rate=20, delay=15 * MILLISECOND)
    reasons = [rate.not_held_reason for rate in told(failing, late).rates]
    assert reasons[0] == "2.0% of the requests failed"
    assert reasons[1].startswith("the load is not valid: the median schedule delay is 15.0 ms")


def test_samples_that_did_not_count_the_backlog_do_not_say_whether_a_rate_was_held():
    (rate,) = told(replace(one_at_a_time(8), backlog_at_end=None)).rates
    assert (rate.held, rate.not_held_reason) == (None, None)


def test_a_rate_has_failures_by_kind_over_all_requests():
    status = told(
        segment([5 * MILLISECOND] * 100, failures=[(0, "timeout"), (1, "status 503")]),
        segment([5 * MILLISECOND] * 100, failures=[(0, "timeout")], round=2),
    )
    (rate,) = status.rates
    counts = [(one.kind, one.count) for one in rate.failures]
    assert counts == [("status 503", 1), ("timeout", 2)]
    assert (rate.requests, rate.failure_percent) == (200, "1.50")
    assert (rate.throughput_per_second, rate.attained_rate_per_second) == ("9.8", "10.0")
    assert status.summary.startswith("p50 5.0 ms p95 5.0 ms at 10/s, 1.50% failed")


def test_a_rate_that_only_failed_has_a_summary_without_percentiles():
    failures = [(n, "timeout") for n in range(10)]
    status = told(segment([MILLISECOND] * 10, failures=failures))
    assert status.summary == "at 10/s, 100.00% failed, not sustained"


def used(usage, missing=None):
    return segment([MILLISECOND], usage=usage, usage_missing=missing)


def test_usage_is_weighted_by_its_readings_and_unknown_parts_are_no_zero():
    parts = [used(Usage(100, 50, 1)), used(Usage(400, 80, 2)), used(None, "no reading")]
    (rate,) = told(*parts).rates
    assert (rate.cpu_millicores, rate.memory_mebibytes) == (300, 70)
    assert rate.missing_reason is None


def test_no_reading_at_all_is_absent_with_a_reason():
    (rate,) = told(used(None, "the metrics API failed")).rates
    assert (rate.cpu_millicores, rate.memory_mebibytes) == (None, None)
    assert rate.missing_reason == "the metrics API failed"


def test_rates_ascend_and_other_scenarios_are_none_of_them():
    samples = Samples(
        segments=(
            segment([MILLISECOND], rate=50),
            segment([MILLISECOND], rate=5),
            segment([MILLISECOND], rate=7, scenario="saturation"),
        )
    )
    assert steady_rates(samples, "serverless") == [5, 50]
    assert steady_rates(samples, "containerized") == []
    assert told(*samples.segments, variant="containerized") is None


def test_the_segments_of_a_variant_are_counted():
    assert wanted(find_variant(SPEC, "containerized"), SPEC) == (12, 12)
    assert done(told(segment([MILLISECOND]), segment([MILLISECOND], rate=50))) == 2
    assert done(None) == 0
