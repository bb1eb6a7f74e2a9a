"""``run``: several files, a dry run, names as output, and an operator that is not there."""

from types import SimpleNamespace

import pytest
from modelbench.cli import follow
from modelbench.kube.client import ApiError

from tests.unit.cli.console import Cluster, benchmark, ended, invoke, path_to
from tests.unit.cli.test_exit_codes import MANIFEST


@pytest.fixture
def files(tmp_path):
    found = []
    for name in ("b", "c"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(MANIFEST.replace("name: b", f"name: {name}"))
        found += ["-f", str(file)]
    return found


def test_all_files_are_run(files):
    cluster = Cluster(ends=ended())
    result = invoke(cluster, "run", *files)
    assert result.exit_code == 0, result.output
    assert cluster.applied == [path_to("b"), path_to("c")]


def test_nothing_is_run_when_one_of_the_files_cannot_be_used(files, tmp_path):
    (tmp_path / "c.yaml").write_text("a: [")
    cluster = Cluster(ends=ended())
    result = invoke(cluster, "run", *files)
    assert result.exit_code == 2
    assert not cluster.applied


def test_a_benchmark_that_is_there_twice_is_bad_input(files):
    cluster = Cluster(ends=ended())
    result = invoke(cluster, "run", *files, *files[:2])
    assert result.exit_code == 2
    assert "there are two ModelBenchmarks b" in result.stderr
    assert not cluster.applied


def test_a_name_is_for_one_benchmark_of_all_files(files):
    assert invoke(Cluster(ends=ended()), "run", *files, "--name", "d").exit_code == 2


def test_a_dry_run_has_the_server_look_and_runs_nothing(files):
    cluster = Cluster(ends=ended())
    result = invoke(cluster, "run", *files, "--dry-run=server")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"modelbenchmark/{name} is valid (server dry run)" for name in ("b", "c")
    ]
    assert not cluster.applied


def test_a_dry_run_tells_what_the_server_rejects(files):
    cluster = Cluster(errors={"check": ApiError(422, "spec.model.image: Required value")})
    result = invoke(cluster, "run", *files, "--dry-run=server")
    assert result.exit_code == 2
    assert "spec.model.image: Required value" in result.stderr


def test_names_are_for_other_commands(files):
    result = invoke(Cluster(ends=ended()), "run", *files, "-o", "name")
    assert result.stdout.splitlines() == [
        f"modelbenchmark.modelbench.dev/{name}" for name in ("b", "c")
    ]


@pytest.fixture
def clock(monkeypatch):
    """A clock that its sleeps move."""
    ours = SimpleNamespace(now=0.0)
    ours.monotonic = lambda: ours.now
    ours.sleep = lambda seconds: setattr(ours, "now", ours.now + seconds)
    monkeypatch.setattr(follow, "time", ours)
    return ours


def without_an_operator(seconds, monkeypatch, conditions=None):
    cluster = Cluster()
    applied = cluster.apply

    def apply_new(*arguments, **fields):
        found = applied(*arguments, **fields)
        cluster.objects[path_to("b")]["status"] = conditions or {}
        return found

    monkeypatch.setattr(cluster, "apply", apply_new)
    arguments = ("run", "-f", "-", "--timeout", f"{seconds}s")
    return invoke(cluster, *arguments, stdin=MANIFEST).stderr


@pytest.mark.usefixtures("clock")
def test_an_operator_that_is_not_there_is_told_once_after_half_a_minute(monkeypatch):
    assert "no operator has picked up b" not in without_an_operator(20, monkeypatch)
    told = without_an_operator(90, monkeypatch)
    assert told.count("no operator has picked up b") == 1
    assert "kubectl get pods -A -l" in told


@pytest.mark.usefixtures("clock")
def test_one_that_waits_in_the_queue_has_an_operator(monkeypatch):
    waits = ended("Unknown", "Queued", "behind another")
    assert "no operator" not in without_an_operator(90, monkeypatch, waits)


def test_a_file_that_is_not_there_ends_alike_everywhere():
    for command in (("run", "-f"), ("report",), ("compare", "nowhere.yaml")):
        result = invoke(Cluster(), *command, "nowhere.yaml")
        assert result.exit_code == 2, command
        assert "nowhere.yaml" in result.stderr


def test_a_namespace_that_is_not_there_has_advice():
    error = ApiError(404, 'namespaces "n" not found')
    result = invoke(Cluster(errors={"apply": error}), "run", "-f", "-", stdin=MANIFEST)
    assert result.exit_code == 2
    assert "kubectl create namespace n" in result.stderr


def test_the_last_lines_are_the_answer():
    status = ended(recommendation=[{"traffic": "rare", "choice": "serverless"}])
    result = invoke(Cluster(ends=status), "run", "-f", "-", stdin=MANIFEST)
    assert result.output.splitlines()[-1] == "rare  Serverless"


def test_one_that_runs_already_is_taken_from_the_file_beside_another(files):
    cluster = Cluster(benchmark("b"), ends=ended())
    assert invoke(cluster, "run", *files).exit_code == 0
    assert not cluster.deleted
