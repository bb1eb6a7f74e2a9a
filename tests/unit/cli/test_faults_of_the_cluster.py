import pytest
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, benchmark, ended, invoke
from tests.unit.cli.test_exit_codes import MANIFEST

FAULTS = [
    (ApiError(0, "connection refused"), "no response from the cluster at https://cluster"),
    (ApiError(503, "starting"), "no response from the cluster at https://cluster: starting"),
    (ApiError(404, "404 page not found"), "the cluster has no ModelBenchmark resource"),
    (ApiError(403, "you cannot list"), "the cluster does not allow it: you cannot list"),
    (ApiError(429, "too many"), "the cluster rejects it: too many"),
]


@pytest.mark.parametrize(("error", "words"), FAULTS)
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_fault_is_one_sentence(error, words, output):
    result = invoke(Cluster(errors={"list": error}), "get", "-o", output)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {words}")
    assert "Traceback" not in result.output


def test_a_name_that_is_not_there_is_told_with_its_namespace():
    result = invoke(Cluster(), "get", "b", "-n", "other")
    assert result.exit_code == 1
    assert result.stderr == "Error: there is no ModelBenchmark b in namespace other\n"


def test_a_name_cannot_be_there_without_the_resource():
    cluster = Cluster(errors={"list": ApiError(404, "404 page not found")})
    assert "has no ModelBenchmark resource" in invoke(cluster, "get", "b").stderr


def test_a_short_silence_of_the_cluster_does_not_end_the_wait(monkeypatch):
    cluster = Cluster(benchmark("b", status={}))
    answer = cluster.get
    looks = []

    def sometimes(path, query=None):
        looks.append(path)
        if len(looks) == 3:
            cluster.objects[path]["status"] = ended()
        if len(looks) == 2:
            raise ApiError(0, "restarting")
        return answer(path)

    monkeypatch.setattr(cluster, "get", sometimes)
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert invoke(cluster, "run", "-f", "-", stdin=MANIFEST).exit_code == 0
    assert len(looks) == 3


def test_a_long_silence_ends_it(monkeypatch):
    cluster = Cluster()
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr("modelbench.cli.follow.time.monotonic", lambda: next(clock))
    apply = cluster.apply

    def last_answer(manifest, field_manager):
        cluster.errors["get"] = ApiError(0, "gone")
        return apply(manifest, field_manager)

    monkeypatch.setattr(cluster, "apply", last_answer)
    monkeypatch.setattr("time.sleep", lambda _: None)
    result = invoke(cluster, "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == 1
    assert "no response from the cluster" in result.stderr
