"""The sample's example as it is: it goes on until the medians are as precise as they have to be."""

import pytest

from tests.e2e.benchmarks import BOTH, SMALL_MODEL, variant

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


def test_the_intervals_of_the_medians_are_within_ten_percent(alone, benchmarks):
    benchmarks.apply_example("sample", model=SMALL_MODEL)
    status = benchmarks.wait_succeeded("sample", timeout_seconds=1500)
    for name in BOTH:
        cold_start = variant(status, name)["coldStart"]
        print(name, cold_start["summary"])
        assert float(cold_start["relativePrecisionPercent"]) <= 10
        condition = benchmarks.condition(f"{name.capitalize()}ColdStartMeasured", "sample")
        assert condition["reason"] == "PrecisionReached"
