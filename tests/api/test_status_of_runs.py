"""The API server keeps, unchanged, what the real analysis makes of whole runs."""

import pytest
from modelbench.api.status import Status
from modelbench.api.values import dump, parse
from modelbench.prices import BUILT_IN

from tests.api.manifests import with_status
from tests.unit.made.decided import OBJECTIVES, decided
from tests.unit.made.measured import benchmark, loads

OTHERS = [
    {"name": "kept-warm", "serverless": {"minScale": 1}},
    {"name": "two-replicas", "containerized": {"replicas": 2}},
]
RUNS = {
    "loads": lambda: benchmark(loads()),
    "two variants": lambda: decided("own-cluster", objectives=OBJECTIVES),
    "four variants": lambda: decided(*BUILT_IN, objectives=OBJECTIVES, variants=OTHERS),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_it_keeps_the_status_of_a_run(stored, run):
    status = dump(run().status)
    kept = with_status(stored, status)["status"]
    assert kept == status
    assert parse(Status, kept, "status") == run().status


def test_a_run_of_four_variants_tells_of_each_and_chooses_one():
    status = RUNS["four variants"]().status
    names = ["serverless", "containerized", *(other["name"] for other in OTHERS)]
    assert [variant.name for variant in status.variants] == names
    assert {one.choice for one in status.recommendation} <= {*names, "Inconclusive"}
