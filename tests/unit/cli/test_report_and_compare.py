import json
from dataclasses import replace

import pytest
import yaml
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.samples import TrialKind

from tests.unit.cli.console import Cluster, invoke
from tests.unit.html.pages import Page, results
from tests.unit.made.decided import decided
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import trial


def stored(name, extra_milliseconds=0):
    """A benchmark and its results ConfigMap, as the cluster has them."""
    trials = tuple(
        trial(path, order=n, kind=TrialKind.MEASURED, extra_milliseconds=n * 9 + extra_milliseconds)
        for path in ("serverless", "containerized")
        for n in range(10)
    )
    found = decided()
    metadata = {"name": name, "namespace": "n", "uid": "u"}
    status = {**found["status"], "resultsRef": {"name": f"{name}-results"}}
    benchmark = {"apiVersion": API_VERSION, "kind": KIND, **found}
    keys = results(replace(all_samples(), trials=trials, segments=()))
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"{name}-results", "namespace": "n"},
        "binaryData": keys,
    }
    return {**benchmark, "metadata": metadata, "status": status}, config_map


def saved(path, *documents):
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}))
    return str(path)


@pytest.fixture(autouse=True)
def _in_a_directory_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_report_of_a_benchmark_has_its_name(tmp_path):
    result = invoke(Cluster(*stored("b")), "report", "b")
    assert result.exit_code == 0
    assert result.stderr == "wrote b.html\n"
    page = Page.read((tmp_path / "b.html").read_text())
    assert page.mistakes == []
    assert "trials-title" in page.values("id"), "the plots of the raw samples are there"


def test_a_report_can_go_to_the_standard_output_and_be_made_of_a_file(tmp_path):
    name = saved(tmp_path / "b.json", *stored("b"))
    result = invoke(Cluster(), "report", name, "-o", "-")
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert "trials-title" in result.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "b.json"]


def test_a_file_may_be_yaml_of_several_documents(tmp_path):
    path = tmp_path / "b.yaml"
    path.write_text(yaml.safe_dump_all(stored("b")))
    assert "trials-title" in invoke(Cluster(), "report", str(path), "-o", "-").stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not YAML or JSON"),
        ("kind: ConfigMap", "has 0 ModelBenchmarks, not one"),
        (f"kind: {KIND}", "cannot be read as a benchmark"),
    ],
)
def test_a_file_that_is_no_benchmark_is_bad_input(tmp_path, content, message):
    path = tmp_path / "b.yaml"
    path.write_text(content)
    result = invoke(Cluster(), "report", str(path))
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_file_that_is_not_there_is_told():
    result = invoke(Cluster(), "report", "nowhere.json")
    assert result.exit_code == 1
    assert "nowhere.json" in result.stderr


def test_the_comparison_tells_what_is_slower_and_fails_when_asked():
    cluster = Cluster(*stored("old"), *stored("new", 400))
    result = invoke(cluster, "compare", "old", "new")
    assert result.exit_code == 0
    assert (
        "From old to new: slower: serverless coldStart, containerized coldStart." in result.stdout
    )
    assert invoke(cluster, "compare", "old", "new", "--fail-on-regression").exit_code == 1
    assert invoke(cluster, "compare", "new", "old", "--fail-on-regression").exit_code == 0


@pytest.mark.parametrize(("name", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_the_comparison_is_there_as_data(name, load):
    cluster = Cluster(*stored("old"), *stored("new", 400))
    found = load(invoke(cluster, "compare", "old", "new", "-o", name).stdout)
    first = found["durations"][0]
    assert (first["figure"], first["change"]) == ("coldStart", "Slower")
    assert first["shiftMilliseconds"] == pytest.approx(400, abs=1)


def test_the_comparison_is_there_for_a_pull_request():
    cluster = Cluster(*stored("old"), *stored("new"))
    text = invoke(cluster, "compare", "old", "new", "-o", "markdown").stdout
    assert "### Cold start" in text
    assert "**From old to new: no difference is shown that is more than noise.**" in text


def test_without_raw_samples_nothing_can_be_compared():
    benchmark, _ = stored("old")
    result = invoke(Cluster(benchmark, *stored("new")), "compare", "old", "new")
    assert result.exit_code == 2
    assert "old has no raw samples to compare" in result.stderr
