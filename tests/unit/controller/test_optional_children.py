from datetime import UTC, datetime

from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import MemoryApi, document

START = datetime(2026, 1, 1, tzinfo=UTC)
LOAD = {"generators": 3, "maxConnections": 256, "arrivals": "Constant"}
SCALED = {
    "replicas": 1,
    "horizontalPodAutoscaler": {
        "maxReplicas": 5,
        "targetCPUUtilizationPercentage": 70,
        "scaleDownStabilizationSeconds": 30,
    },
}
AUTOSCALER = "/apis/autoscaling/v2/namespaces/n/horizontalpodautoscalers/b-containerized"
GENERATORS = "/apis/batch/v1/namespaces/n/jobs/b-generators"
RESULTS = "/api/v1/namespaces/n/configmaps/b-results"
RUNNER = "/apis/batch/v1/namespaces/n/jobs/b-runner"


def reconcile(api, times=1):
    ours = Reconciler(api, Settings(runner_image="operator"), lambda: START)
    for _ in range(times):
        ours.reconcile("n", "b")


def full():
    """A benchmark with both whose children have been created."""
    api = MemoryApi(document(load=LOAD, containerized=SCALED))
    reconcile(api, times=2)
    return api


def test_a_plain_benchmark_has_neither_an_autoscaler_nor_generators():
    api = MemoryApi(document())
    reconcile(api, times=2)
    assert RUNNER in api.objects
    assert AUTOSCALER not in api.objects
    assert GENERATORS not in api.objects


def test_both_are_created_when_they_are_asked_for_and_before_the_runner():
    api = full()
    assert {AUTOSCALER, GENERATORS} <= set(api.objects)
    assert api.created[-4:] == ["HorizontalPodAutoscaler", "Secret", "Job", "Job"]
    assert list(api.objects).index(GENERATORS) < list(api.objects).index(RUNNER)


def test_replicas_that_the_autoscaler_has_set_are_left_alone():
    api = full()
    path = "/apis/apps/v1/namespaces/n/deployments/b-containerized"
    api.objects[path]["spec"]["replicas"] = 4
    reconcile(api, times=2)
    assert api.objects[path]["spec"]["replicas"] == 4


def test_both_are_removed_at_the_end_and_results_stay():
    api = full()
    progress = Progress(RunState.COMPLETED, "done")
    api.objects[RESULTS]["data"] = {"progress.json": dump_progress(progress)}
    reconcile(api)
    assert AUTOSCALER not in api.objects
    assert GENERATORS not in api.objects
    assert RESULTS in api.objects


def test_both_are_removed_with_a_suspension():
    api = full()
    path = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/b"
    api.objects[path]["spec"]["suspend"] = True
    reconcile(api)
    assert {AUTOSCALER, GENERATORS, RUNNER}.isdisjoint(api.objects)


def test_an_autoscaler_of_someone_else_is_neither_taken_over_nor_removed():
    metadata = {"name": "b-containerized", "namespace": "n", "uid": "theirs"}
    kind = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler"}
    api = MemoryApi(
        document(load=LOAD, containerized=SCALED), {**kind, "metadata": metadata, "spec": "theirs"}
    )
    reconcile(api, times=2)
    assert api.objects[AUTOSCALER]["spec"] == "theirs"
    assert GENERATORS not in api.objects
