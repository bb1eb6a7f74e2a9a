"""Is the instrument right? A known delay is found in the right phase, and lanes shift nothing."""

from itertools import product
from statistics import median

import pytest

from tests.e2e.benchmarks import BOTH, variant, wait_until
from tools.prometheus import query

pytestmark = pytest.mark.long

# Both are longer than the kubelet's cycle of a second, within which a start costs nothing more.
SHORT_SECONDS, LONG_SECONDS = 1, 4
DIFFERENCE_MILLISECONDS = (LONG_SECONDS - SHORT_SECONDS) * 1000
ALLOWED_MILLISECONDS = max(50, 0.02 * DIFFERENCE_MILLISECONDS)
# One and a half times a benchmark's default precision, for samples this small.
ALLOWED_SHIFT_RATIO = 0.15


def phases(cold_start):
    return {phase["name"]: phase.get("medianMilliseconds") for phase in cold_start["phases"]}


def assert_difference_within_intervals(before, after):
    """Medians differ by a known amount: the intervals of both must allow it."""
    least = after["medianLowerMilliseconds"] - before["medianUpperMilliseconds"]
    most = after["medianUpperMilliseconds"] - before["medianLowerMilliseconds"]
    assert least <= DIFFERENCE_MILLISECONDS <= most


def totals(benchmarks, name):
    trials = benchmarks.samples(name).of("serverless")
    return [t.total_nanoseconds for t in trials if t.accepted and t.kind == "measured"]


LIMIT_SECONDS = 1200


def create(benchmarks, name, delay_seconds, lanes):
    count = 6 if lanes > 1 else 5
    env = {"STARTUP_DELAY_SECONDS": delay_seconds, "TIMING_HEADER": 1}
    benchmarks.create(
        name,
        labels={"modelbench.dev/series": "delayed"},
        env=env,
        cold_start={"trials": count, "maxTrials": count, "lanes": lanes},
    )


def alerted_variants(namespace):
    labels = f'alertname="ModelBenchColdStartRegression", benchmark_namespace="{namespace}"'
    return {one["metric"]["variant"] for one in query(f'ALERTS{{{labels}, series="delayed"}}')}


@pytest.mark.timeout(1000)
def test_a_known_delay_is_found_in_total_and_phase_and_alerted(alone, benchmarks):
    create(benchmarks, "short", SHORT_SECONDS, lanes=4)
    create(benchmarks, "long", LONG_SECONDS, lanes=4)
    short = benchmarks.wait_succeeded("short", LIMIT_SECONDS)
    long = benchmarks.wait_succeeded("long", LIMIT_SECONDS)
    for name in BOTH:
        before, after = (variant(status, name)["coldStart"] for status in (short, long))
        started = phases(after)["applicationStart"] - phases(before)["applicationStart"]
        loaded = phases(after)["modelLoad"] - phases(before)["modelLoad"]
        print(f"{name}: {before['summary']} -> {after['summary']}, applicationStart +{started} ms")
        assert started == pytest.approx(DIFFERENCE_MILLISECONDS, abs=ALLOWED_MILLISECONDS)
        assert loaded == pytest.approx(DIFFERENCE_MILLISECONDS, abs=ALLOWED_MILLISECONDS)
        assert_difference_within_intervals(before, after)
    wait_until(
        lambda: alerted_variants(benchmarks.namespace) == set(BOTH),
        120,
        "the alert that cold starts have become slower",
    )


@pytest.mark.timeout(1500)
def test_lanes_do_not_shift_the_median(alone, benchmarks):
    for name, lanes in (("lanes", 4), ("lane", 1)):
        create(benchmarks, name, SHORT_SECONDS, lanes)
    for name in ("lanes", "lane"):
        benchmarks.wait_succeeded(name, LIMIT_SECONDS)
    with_lanes, without = totals(benchmarks, "lanes"), totals(benchmarks, "lane")
    # Hodges and Lehmann's estimate of the shift between two samples.
    shift = median(one - other for one, other in product(with_lanes, without))
    print(f"4 lanes shift the median by {shift / 1e6:.0f} ms")
    assert abs(shift) <= ALLOWED_SHIFT_RATIO * median(without)
