import pytest
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, benchmark, ended, invoke
from tests.unit.cli.test_exit_codes import MANIFEST

REJECTION = (
    'ModelBenchmark.modelbench.dev "b" is invalid: spec.scenarios.coldStart.trials: Invalid value: '
    "0: spec.scenarios.coldStart.trials in body should be greater than or equal to 1"
)


def refused(text, *arguments, cluster=None):
    result = invoke(cluster or Cluster(ends=ended()), "run", "-f", "-", *arguments, stdin=text)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def test_a_rejection_names_the_field():
    cluster = Cluster(errors={"apply": ApiError(422, REJECTION)})
    assert (
        refused(MANIFEST, cluster=cluster) == f"Error: ModelBenchmark b is rejected: {REJECTION}\n"
    )


def test_a_namespace_that_is_not_there_is_bad_input():
    cluster = Cluster(errors={"apply": ApiError(404, 'namespaces "n" not found')})
    assert 'namespaces "n" not found' in refused(MANIFEST, cluster=cluster)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "<stdin> has no ModelBenchmark"),
        ("a: [", "<stdin> is not YAML or JSON"),
        ("- a\n", "document 1 of <stdin> is not a mapping"),
        (f"{MANIFEST}---\nkind: Service", "document 2 of <stdin> is Service; expected"),
        ("a: 1\n", "document 1 of <stdin> is no manifest; expected"),
        (MANIFEST.replace("metadata: {name: b}", ""), "document 1 of <stdin>: metadata is missing"),
        (MANIFEST.replace("name: b", ""), "metadata.name is missing"),
        (MANIFEST.replace("name: b", "name: 2024"), "metadata.name is not text: 2024"),
        (MANIFEST.replace("name: b", "name: b, namespace: [n]"), "metadata.namespace is not text"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(text, words):
    cluster = Cluster()
    assert words in refused(text, cluster=cluster)
    assert not cluster.applied


def test_another_namespace_than_the_given_one_is_refused():
    text = MANIFEST.replace("name: b", "name: b, namespace: other")
    assert "the namespace other, which is not --namespace n" in refused(text, "-n", "n")


def test_a_name_is_for_one_benchmark_only():
    assert "--name works with one ModelBenchmark only" in refused(
        f"{MANIFEST}---{MANIFEST}", "--name", "c"
    )


def test_a_time_is_a_number_with_a_unit():
    assert "soon is not a time like 90s, 15m or 2h" in refused(MANIFEST, "--timeout", "soon")


@pytest.mark.parametrize("option", ["--junit", "--markdown", "--report"])
def test_a_file_that_cannot_be_written_is_told_before_anything_runs(option):
    cluster = Cluster()
    assert "there is no directory /absent" in refused(
        MANIFEST, option, "/absent/x", cluster=cluster
    )
    assert not cluster.applied


def test_one_that_has_ended_is_not_run_again():
    cluster = Cluster(benchmark("b", status=ended()))
    words = refused(MANIFEST, cluster=cluster)
    assert "ModelBenchmark b in namespace n has run already" in words
    assert "modelbench get b -n n" in words
    assert "--replace" in words
    assert not cluster.applied


def test_what_looks_like_a_date_is_text_as_it_is_for_kubectl():
    cluster = Cluster(ends=ended())
    text = MANIFEST.replace("name: b", "name: b, annotations: {built: 2026-02-30}")
    assert invoke(cluster, "run", "-f", "-", stdin=text).exit_code == 0
    (applied,) = cluster.objects.values()
    assert applied["metadata"]["annotations"]["built"] == "2026-02-30"


def test_a_file_that_is_no_text_is_bad_input(tmp_path):
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: \xe9")
    result = invoke(Cluster(), "run", "-f", str(file))
    assert result.exit_code == 2
    assert "latin.yaml is not text in UTF-8" in result.stderr
