import pytest
from modelbench.api.samples import Samples
from modelbench.api.variants import find_variant
from modelbench.scenarios.steady.summary import limited_by, summarize

from tests.unit.made.attacks import MILLISECOND, one_at_a_time, segment
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import spec

OBJECTIVE = 500


def step(milliseconds=5, failed=0, delay=0, rate=100):
    failures = [(n, "status 503") for n in range(failed)]
    services = [milliseconds * MILLISECOND] * 200
    return segment(services, rate=rate, delay=delay, failures=failures, scenario="saturation")


@pytest.mark.parametrize(
    ("segment", "limit"),
    [
        (step(), None),
        (step(milliseconds=499), None),
        (step(milliseconds=502), "the 95th percentile was 502 ms"),
        (step(failed=2), None),
        (step(failed=3), "1.5% of the requests failed"),
        (step(failed=200), "100.0% of the requests failed"),
        (step(delay=15 * MILLISECOND), "the generator: the median schedule delay is 15.0 ms"),
    ],
)
def test_a_rate_is_held_with_few_failures_a_low_latency_and_a_punctual_generator(segment, limit):
    found = limited_by(segment, OBJECTIVE)
    assert found == limit or found.startswith(limit)


def test_a_step_whose_queue_grows_is_not_held():
    found = limited_by(one_at_a_time(8, seconds=5, scenario="saturation"), 10_000)
    assert found == "its queue grew by 3 requests a second"
    assert limited_by(one_at_a_time(4, seconds=5, scenario="saturation"), 10_000) is None


def test_a_slow_variant_is_not_blamed_on_the_generator_that_waited_for_it():
    assert "95th percentile" in limited_by(
        step(milliseconds=900, delay=90 * MILLISECOND), OBJECTIVE
    )


def test_nothing_sent_holds_no_rate():
    assert limited_by(segment([]), OBJECTIVE) == "no request was answered"


def saturation(*steps):
    asked = spec(scenarios=SCENARIOS)
    status = summarize(Samples(segments=steps), find_variant(asked, "serverless"), asked)
    return status.saturation


def test_the_highest_rate_that_was_held_is_told_with_what_limited_the_next():
    found = saturation(step(rate=50), step(rate=75), step(rate=100, milliseconds=900))
    assert found.highest_rate_per_second == 75
    assert found.limited_by == "at 100/s: the 95th percentile was 900 ms"
    assert [one.held for one in found.steps] == [True, True, False]


def test_a_variant_that_held_every_rate_may_hold_more():
    found = saturation(step(rate=75), step(rate=100))
    assert found.highest_rate_per_second == 100
    assert found.limited_by.startswith("maxRatePerSecond")


def test_what_limits_a_variant_is_not_told_before_it_is_known():
    assert saturation(step(rate=50), step(rate=75)).limited_by is None


def test_a_variant_that_held_none_has_no_highest_rate():
    assert saturation(step(rate=10, failed=200)).highest_rate_per_second is None
