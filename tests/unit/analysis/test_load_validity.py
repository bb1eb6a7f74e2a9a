from dataclasses import replace

import pytest
from modelbench.analysis.validity import attained_ratio, invalid_reason, median_delay_microseconds

from tests.unit.analysis.attacks import MICROSECOND, MILLISECOND, SECOND, segment


def attack(delay=0, rate=100, count=1000, **fields):
    return segment([MILLISECOND] * count, rate=rate, delay=delay, **fields)


def stretched(factor, seconds=10, **fields):
    """An attack of a planned span of ``seconds`` that took ``factor`` times as long."""
    planned = seconds * SECOND
    spans = {
        "planned_span_nanoseconds": planned,
        "actual_span_nanoseconds": round(planned * factor),
    }
    return replace(attack(**fields), **spans)


@pytest.mark.parametrize(("delay", "valid"), [(0, True), (9_900, True), (10_000, False)])
def test_a_median_delay_of_ten_milliseconds_is_invalid(delay, valid):
    reason = invalid_reason([attack(delay * MICROSECOND)])
    assert (reason is None) is valid
    assert valid or "median schedule delay is 10.0 ms" in reason


def test_a_few_late_requests_do_not_make_an_attack_invalid():
    mixed = [attack(20 * MILLISECOND, count=400), attack(0, count=600)]
    assert median_delay_microseconds(mixed) == 1
    assert invalid_reason(mixed) is None


@pytest.mark.parametrize("factor", [0.98, 1.02])
def test_a_rate_that_is_off_by_more_than_a_hundredth_is_invalid(factor):
    reason = invalid_reason([stretched(factor)])
    assert f"{100 / factor:.1f} % of the planned one" in reason
    assert invalid_reason([stretched(1 + (factor - 1) / 2.5)]) is None


def test_a_span_too_short_to_tell_a_rate_is_not_judged_by_it():
    assert invalid_reason([stretched(1.05, seconds=4)]) is None
    assert invalid_reason([stretched(1.05, seconds=5)]) is not None


def test_the_rate_is_that_of_all_segments_together():
    parts = [stretched(1.02), stretched(1.0), stretched(1.0)]
    assert attained_ratio(parts) == pytest.approx(30 / 30.2)
    assert invalid_reason(parts) is None


def test_failed_requests_count_for_what_was_sent():
    failed = attack(20 * MILLISECOND, failures=[(n, "timeout") for n in range(1000)])
    assert "schedule delay is 20.0 ms" in invalid_reason([failed])


def test_nothing_sent_supports_nothing():
    assert invalid_reason([segment([])]) == invalid_reason([]) == "no request was sent"


def test_a_single_request_has_no_rate():
    assert attained_ratio([attack(count=1)]) is None
    assert invalid_reason([attack(count=1)]) is None
