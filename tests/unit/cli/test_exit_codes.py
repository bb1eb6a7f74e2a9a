import pytest

from tests.unit.cli.console import Cluster, benchmark, ended, invoke, path_to

MANIFEST = """
apiVersion: modelbench.dev/v1alpha1
kind: ModelBenchmark
metadata: {name: b}
spec: {model: {image: i}}
"""
FAILED = ended("False", "NotReady", "the container never answers")
MISSED = ended(objectives="ObjectivesMissed")
UNDECIDED = ended(objectives="ObjectivesInconclusive")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ended(), 0),
        (ended(objectives="ObjectivesMet"), 0),
        (FAILED, 1),
        (ended("False", "Invalid", "late", objectives="ObjectivesMet"), 1),
        (MISSED, 3),
        (UNDECIDED, 4),
    ],
)
def test_what_came_of_it_is_the_exit_code(status, code):
    result = invoke(Cluster(ends=status), "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == code, result.output


def test_the_result_is_on_the_standard_output_and_what_came_of_it_on_the_other():
    result = invoke(Cluster(ends=MISSED), "run", "-f", "-", stdin=MANIFEST)
    assert result.stdout == "Succeeded=True (Completed): measured\n"
    assert "b succeeded with missed objectives: because ObjectivesMissed" in result.stderr


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ((ended(), MISSED), 3),
        ((UNDECIDED, MISSED), 3),
        ((FAILED, MISSED), 1),
        ((ended(), UNDECIDED), 4),
    ],
)
def test_the_worst_of_several_decides(statuses, code, monkeypatch):
    cluster = Cluster()
    applied = cluster.apply

    def apply_ended(manifest, field_manager):
        index = int(manifest["metadata"]["name"][-1])
        found = applied(manifest, field_manager)
        cluster.objects[path_to(found["metadata"]["name"])]["status"] = statuses[index]
        return found

    monkeypatch.setattr(cluster, "apply", apply_ended)
    both = "---".join(MANIFEST.replace("name: b", f"name: b{n}") for n in (0, 1))
    assert invoke(cluster, "run", "-f", "-", stdin=both).exit_code == code


def test_the_end_of_the_wait_has_a_code_of_its_own():
    result = invoke(Cluster(), "run", "-f", "-", "--timeout", "0s", stdin=MANIFEST)
    assert result.exit_code == 5
    assert "b has not ended" in result.stderr


def test_ctrl_c_leaves_it_running_and_says_what_to_do(monkeypatch):
    def interrupt(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    cluster = Cluster()
    result = invoke(cluster, "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == 130
    assert not cluster.deleted
    assert "b is still running" in result.stderr
    assert "modelbench get b -n n" in result.stderr
    assert "kubectl delete mbench b -n n" in result.stderr


def test_a_benchmark_that_is_deleted_meanwhile_is_an_error(monkeypatch):
    cluster = Cluster()
    monkeypatch.setattr("time.sleep", lambda _: cluster.objects.clear())
    result = invoke(cluster, "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == 1
    assert "ModelBenchmark b was deleted before it finished" in result.stderr


def test_help_has_the_table_of_exit_codes():
    text = invoke(Cluster(), "run", "--help").stdout
    for code in (0, 1, 2, 3, 4, 5, 130):
        assert f"\n    {code} " in text


def test_one_that_runs_already_is_followed():
    cluster = Cluster(benchmark("b"), ends=ended())
    result = invoke(cluster, "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == 0
    assert not cluster.deleted
