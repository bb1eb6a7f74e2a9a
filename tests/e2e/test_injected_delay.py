"""Is the instrument right? A known delay at start must be found, and in the right phase."""

import pytest

TRIALS = {"trials": 8, "maxTrials": 8}
DELAY_SECONDS = 3
ALLOWED_MILLISECONDS = max(50, 0.02 * DELAY_SECONDS * 1000)


def phases(cold_start):
    return {phase["name"]: phase.get("medianMilliseconds") for phase in cold_start["phases"]}


@pytest.mark.timeout(900)
def test_a_model_that_sleeps_3_s_is_3_s_slower_in_its_application_start(alone, benchmarks):
    for name, delay in (("prompt", 0), ("slow", DELAY_SECONDS)):
        env = {"STARTUP_DELAY_SECONDS": delay, "TIMING_HEADER": 1}
        benchmarks.create(name, env=env, cold_start=TRIALS)
    prompt = benchmarks.wait_succeeded("prompt", 400)
    slow = benchmarks.wait_succeeded("slow", 400)
    for path in ("serverless", "containerized"):
        before, after = prompt[path]["coldStart"], slow[path]["coldStart"]
        total = after["medianMilliseconds"] - before["medianMilliseconds"]
        started = phases(after)["applicationStart"] - phases(before)["applicationStart"]
        loaded = phases(after)["modelLoad"] - phases(before)["modelLoad"]
        print(f"{path}: total +{total} ms, applicationStart +{started} ms, modelLoad +{loaded} ms")
        expected = DELAY_SECONDS * 1000
        assert started == pytest.approx(expected, abs=ALLOWED_MILLISECONDS)
        assert loaded == pytest.approx(expected, abs=ALLOWED_MILLISECONDS)
        assert total == pytest.approx(expected, abs=ALLOWED_MILLISECONDS)
