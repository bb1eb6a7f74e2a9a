import pytest
from modelbench.api.load_samples import Usage
from modelbench.segments.usage import cpu_millicores, memory_mebibytes, pods_usage, usage_fields

from tests.unit.made.attacks import MILLISECOND, segment


@pytest.mark.parametrize(
    ("quantity", "millicores"),
    [("12345678n", 12.345678), ("1500u", 1.5), ("250m", 250), ("2", 2000), ("0", 0)],
)
def test_cpu_quantities_of_the_metrics_api(quantity, millicores):
    assert cpu_millicores(quantity) == pytest.approx(millicores)


@pytest.mark.parametrize(
    ("quantity", "mebibytes"),
    [("2048Ki", 2), ("96Mi", 96), ("1Gi", 1024), ("1048576", 1), ("0", 0)],
)
def test_memory_quantities_of_the_metrics_api(quantity, mebibytes):
    assert memory_mebibytes(quantity) == pytest.approx(mebibytes)


def test_all_containers_of_all_pods_count_the_queue_proxy_too():
    pod = {
        "containers": [
            {"name": "user-container", "usage": {"cpu": "100m", "memory": "64Mi"}},
            {"name": "queue-proxy", "usage": {"cpu": "20m", "memory": "16Mi"}},
        ]
    }
    assert pods_usage([pod, pod]) == (240, 160)
    assert pods_usage([]) == (0, 0)


def used(usage, missing=None):
    return segment([MILLISECOND], usage=usage, usage_missing=missing)


def test_an_average_is_weighted_by_its_readings_and_unknown_parts_are_no_zero():
    parts = [used(Usage(100, 50, 1)), used(Usage(400, 80, 2)), used(None, "no reading")]
    assert usage_fields(parts) == {"cpuMillicores": 300, "memoryMebibytes": 70}


def test_no_reading_at_all_is_absent_with_a_reason():
    assert usage_fields([used(None, "the metrics API does not answer")]) == {
        "missingReason": "the metrics API does not answer"
    }
    assert usage_fields([]) == {}
