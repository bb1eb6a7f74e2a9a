from modelbench.api.names import BENCHMARK_LABEL
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, benchmark, ended, invoke, path_to
from tests.unit.cli.test_exit_codes import MANIFEST

SHEET = """
apiVersion: v1
kind: ConfigMap
metadata: {name: prices}
data: {mine.yaml: "provider: me"}
"""
OLD_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "old",
        "namespace": "n",
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "labels": {BENCHMARK_LABEL: "b"},
    },
}


def run(cluster, text, *arguments):
    result = invoke(cluster, "run", "-f", "-", *arguments, stdin=text)
    assert result.exit_code == 0, result.output
    return result


def test_what_a_benchmark_refers_to_is_applied_before_it():
    cluster = Cluster(ends=ended())
    run(cluster, f"{MANIFEST}---{SHEET}")
    assert cluster.applied == ["/api/v1/namespaces/n/configmaps/prices", path_to("b")]


def test_the_given_namespace_holds_for_all_documents():
    cluster = Cluster(ends=ended())
    run(cluster, f"{MANIFEST}---{SHEET}", "-n", "other")
    assert all("/namespaces/other/" in path for path in cluster.applied)


def test_the_documents_own_namespace_holds_when_none_is_given():
    cluster = Cluster(ends=ended())
    run(cluster, MANIFEST.replace("name: b", "name: b, namespace: own"))
    assert cluster.applied == [path_to("b", "own")]


def test_a_benchmark_can_get_another_name():
    cluster = Cluster(ends=ended())
    run(cluster, MANIFEST, "--name", "second")
    assert cluster.applied == [path_to("second")]


def test_a_generated_name_is_another_each_time():
    cluster = Cluster(ends=ended())
    text = MANIFEST.replace("name: b", "generateName: b-")
    run(cluster, text)
    run(cluster, text)
    assert len(set(cluster.applied)) == 2
    assert all(path.startswith(path_to("b-")) for path in cluster.applied)


def test_a_saved_benchmark_can_be_run_again():
    cluster = Cluster(benchmark("b", status=ended()), ends=ended())
    saved = invoke(cluster, "get", "b", "-o", "yaml").stdout
    run(cluster, saved, "--name", "again")
    metadata = cluster.objects[path_to("again")]["metadata"]
    assert metadata["uid"] != "uid-b"


def test_replace_waits_until_the_earlier_one_and_its_pods_are_gone(monkeypatch):
    cluster = Cluster(benchmark("b", status=ended()), OLD_POD, ends=ended())
    seen = []

    def pods_end(seconds):
        seen.append(list(cluster.applied))
        cluster.objects.pop("/api/v1/namespaces/n/pods/old", None)

    monkeypatch.setattr("time.sleep", pods_end)
    run(cluster, MANIFEST, "--replace")
    assert cluster.deleted == [path_to("b")]
    assert seen[0] == []
    assert cluster.applied == [path_to("b")]


def test_replace_of_nothing_is_a_plain_run():
    cluster = Cluster(ends=ended())
    run(cluster, MANIFEST, "--replace")
    assert not cluster.deleted


def test_replace_loses_nothing_when_the_new_one_is_not_accepted():
    refused = ApiError(422, "spec.model.image: Required value")
    cluster = Cluster(benchmark("b", status=ended()), errors={"check": refused})
    result = invoke(cluster, "run", "-f", "-", "--replace", stdin=MANIFEST)
    assert (result.exit_code, cluster.deleted) == (2, [])
    assert "ModelBenchmark b is rejected: spec.model.image: Required value" in result.output
