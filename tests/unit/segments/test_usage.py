from decimal import Decimal

import pytest
from modelbench.segments.usage import limit_use, pods_usage


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


def named(pod_name, **containers):
    """The metrics of a pod by its containers' CPU."""
    usages = [
        {"name": name.replace("_", "-"), "usage": {"cpu": cpu, "memory": "1Mi"}}
        for name, cpu in containers.items()
    ]
    return {"metadata": {"name": pod_name}, "containers": usages}


def test_how_near_the_model_is_to_its_limit_leaves_out_its_neighbours_and_other_pods():
    items = [
        named("a", user_container="500m", queue_proxy="90m"),
        named("b", user_container="400m", queue_proxy="10m"),
        named("without-a-limit", user_container="3"),
    ]
    limit = ("user-container", Decimal("0.5"))
    found = limit_use(items, {"a": limit, "b": limit, "gone": limit})
    assert (found.percent, found.limit_millicores) == (90, 500)
    assert limit_use(items, {}) is None
    assert limit_use(items[2:], {"a": limit}) is None
