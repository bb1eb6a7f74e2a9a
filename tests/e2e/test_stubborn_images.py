"""Images that behave badly are measured all the same, and stretch nothing."""

from datetime import datetime

import pytest

from tests.e2e.benchmarks import BOTH, variant

pytestmark = pytest.mark.together


def duration_seconds(status):
    start, end = (datetime.fromisoformat(status[f]) for f in ("startTime", "completionTime"))
    return (end - start).total_seconds()


def test_an_image_that_ignores_sigterm_does_not_stretch_the_run(benchmarks):
    env = {"IGNORE_SIGTERM": 1}
    benchmarks.create(env=env, cold_start={"trials": 2, "maxTrials": 2})
    status = benchmarks.wait_succeeded()
    print(f"the run of 2 x 3 trials took {duration_seconds(status):.0f} s")
    # With Knative's own timeout, one wait for the end of its process alone would take 300 s.
    assert duration_seconds(status) < 500


def test_an_image_without_the_timing_header_lacks_the_phases_that_only_it_can_tell(benchmarks):
    name = "a" * 40
    benchmarks.create(name, env={"TIMING_HEADER": 0}, cold_start={"trials": 2, "maxTrials": 2})
    status = benchmarks.wait_succeeded(name)
    for one in BOTH:
        cold_start = variant(status, one)["coldStart"]
        phases = {phase["name"]: phase for phase in cold_start["phases"]}
        assert "medianMilliseconds" not in phases["modelLoad"]
        assert "does not report" in phases["modelLoad"]["missingReason"]
        assert float(cold_start["explainedPercent"]) >= 95
