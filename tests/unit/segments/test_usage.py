import pytest
from modelbench.segments.usage import pods_usage


def pod(*usages):
    return {"containers": [{"usage": {"cpu": cpu, "memory": memory}} for cpu, memory in usages]}


@pytest.mark.parametrize(
    ("cpu", "millicores"),
    [("12345678n", 12.345678), ("1500u", 1.5), ("250m", 250), ("2", 2000), ("0", 0)],
)
def test_cpu_is_told_in_millicores_whatever_the_metrics_api_writes(cpu, millicores):
    assert pods_usage([pod((cpu, "0"))])[0] == pytest.approx(millicores)


@pytest.mark.parametrize(
    ("memory", "mebibytes"),
    [("2048Ki", 2), ("96Mi", 96), ("1Gi", 1024), ("1048576", 1), ("0", 0)],
)
def test_memory_is_told_in_mebibytes_whatever_the_metrics_api_writes(memory, mebibytes):
    assert pods_usage([pod(("0", memory))])[1] == pytest.approx(mebibytes)


def test_all_containers_of_all_pods_count_the_queue_proxy_too():
    both = pod(("100m", "64Mi"), ("20m", "16Mi"))
    assert pods_usage([both, both]) == (240, 160)
    assert pods_usage([]) == (0, 0)
