"""Is the instrument right? A known delay at start must be found, and in the right phase."""

import pytest

TRIALS = {"trials": 12, "maxTrials": 12, "lanes": 4}
# Both are longer than the kubelet's cycle of a second, within which a start costs nothing more.
SHORT_SECONDS, LONG_SECONDS = 1, 4
DIFFERENCE_MILLISECONDS = (LONG_SECONDS - SHORT_SECONDS) * 1000
ALLOWED_MILLISECONDS = max(50, 0.02 * DIFFERENCE_MILLISECONDS)


def phases(cold_start):
    return {phase["name"]: phase.get("medianMilliseconds") for phase in cold_start["phases"]}


def assert_difference_within_intervals(before, after):
    """Medians differ by a known amount: the intervals of both must allow it."""
    least = after["medianLowerMilliseconds"] - before["medianUpperMilliseconds"]
    most = after["medianUpperMilliseconds"] - before["medianLowerMilliseconds"]
    assert least <= DIFFERENCE_MILLISECONDS <= most


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_3_s_of_sleep_more_are_found_in_the_total_and_in_the_application_start(alone, benchmarks):
    for name, delay in (("short", SHORT_SECONDS), ("long", LONG_SECONDS)):
        env = {"STARTUP_DELAY_SECONDS": delay, "TIMING_HEADER": 1}
        benchmarks.create(name, env=env, cold_start=TRIALS)
    short = benchmarks.wait_succeeded("short", 500)
    long = benchmarks.wait_succeeded("long", 500)
    for path in ("serverless", "containerized"):
        before, after = short[path]["coldStart"], long[path]["coldStart"]
        started = phases(after)["applicationStart"] - phases(before)["applicationStart"]
        loaded = phases(after)["modelLoad"] - phases(before)["modelLoad"]
        print(f"{path}: {before['summary']} -> {after['summary']}, applicationStart +{started} ms")
        assert started == pytest.approx(DIFFERENCE_MILLISECONDS, abs=ALLOWED_MILLISECONDS)
        assert loaded == pytest.approx(DIFFERENCE_MILLISECONDS, abs=ALLOWED_MILLISECONDS)
        assert_difference_within_intervals(before, after)
