import base64
import gzip
import json
from functools import cache

import pytest
import yaml
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.api.values import dump
from modelbench.prices import read_built_in
from msgspec.structs import replace

from tests.unit.cli.console import Cluster, invoke
from tests.unit.html.pages import Page, results
from tests.unit.made.decided import decided
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import trial

SAMPLES = "samples.json.gz"


@cache
def _decided():
    return dump(decided())


def stored(name, extra_milliseconds=0):
    """A benchmark and its results ConfigMap, as the cluster has them."""
    trials = tuple(
        trial(
            variant, order=n, kind=TrialKind.MEASURED, extra_milliseconds=n * 9 + extra_milliseconds
        )
        for variant in ("serverless", "containerized")
        for n in range(10)
    )
    found = _decided()
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


def test_a_report_stays_in_its_directory_whatever_a_file_is_called(tmp_path):
    benchmark, config_map = stored("b")
    benchmark["metadata"]["name"] = "../out"
    name = saved(tmp_path / "b.json", benchmark, config_map)
    assert invoke(Cluster(), "report", name).exit_code == 0
    assert (tmp_path / "..-out.html").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not YAML or JSON"),
        ("[" * 2000, "is not YAML or JSON"),
        ("created: 2026-02-30", "has 0 ModelBenchmarks, not one"),
        ("a: !!python/object:os.system x", "is not YAML or JSON"),
        ("a: !!int x", "is not YAML or JSON"),
        ("kind: ConfigMap", "has 0 ModelBenchmarks, not one"),
        ("items: 7", "has 0 ModelBenchmarks, not one"),
        ("- [a]", "has 0 ModelBenchmarks, not one"),
        (f"kind: {KIND}", "cannot be read: ModelBenchmark: Object missing required field"),
        (f"kind: {KIND}\nmetadata: 2026-01-01", "cannot be read: ModelBenchmark.metadata: "),
    ],
)
def test_a_file_that_is_no_benchmark_is_bad_input(tmp_path, content, message):
    path = tmp_path / "b.yaml"
    path.write_text(content)
    assert message in refused("report", str(path))


def refused(*arguments):
    """What a command says of bad input, in one line."""
    result = invoke(Cluster(), *arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    return line


def packed(text):
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


WHOLE = results(all_samples())[SAMPLES]
DAMAGES = [
    ("not base64!", "is not base64"),
    (base64.b64encode(b"not gzip").decode(), "is not gzip, or damaged"),
    (base64.b64encode(base64.b64decode(WHOLE)[:-20]).decode(), "is cut off"),
    (packed("{"), "is damaged"),
    (packed("[" * 100_000), "is damaged"),
    (packed('{"trials": []}'), "has format 1 (ModelBench 0.1), but this ModelBench reads format"),
    (packed('{"format": 9, "samples": {}}'), "has format 9, but this ModelBench reads format"),
    (packed('{"format": 2, "samples": {"trials": 1}}'), "samples.json.gz.trials: Expected `array`"),
    (
        packed('{"format": 2, "samples": {"sheets": [["own-cluster", {}]]}}'),
        "cannot be read, it is damaged",
    ),
]


@pytest.mark.parametrize(("content", "message"), DAMAGES)
def test_damaged_samples_are_bad_input_of_a_report(tmp_path, content, message):
    benchmark, config_map = stored("b")
    config_map["binaryData"] = {SAMPLES: content}
    name = saved(tmp_path / "b.json", benchmark, config_map)
    assert message in refused("report", name, "-o", "-")


@pytest.mark.parametrize(("content", "message"), DAMAGES[:-1])
def test_damaged_samples_are_bad_input_of_a_comparison(tmp_path, content, message):
    benchmark, config_map = stored("b")
    config_map["binaryData"] = {SAMPLES: content}
    name = saved(tmp_path / "b.json", benchmark, config_map)
    assert message in refused("compare", name, saved(tmp_path / "c.json", *stored("c")))


@pytest.mark.parametrize("latencies", ["garbage", "AAAA", "HISTFAAAAB142pNpmSz"])
@pytest.mark.parametrize("command", ["report", "compare"])
def test_a_damaged_histogram_is_bad_input(tmp_path, command, latencies):
    benchmark, config_map = stored("b")
    found = all_samples()
    segments = tuple(replace(segment, latencies=latencies) for segment in found.segments)
    config_map["binaryData"] = results(
        replace(found, segments=segments, sheets=(("own-cluster", read_built_in("own-cluster")),))
    )
    name = saved(tmp_path / "b.json", benchmark, config_map)
    line = refused(command, name, *((name,) if command == "compare" else ("-o", "-")))
    assert "cannot be read: a histogram " in line


@pytest.mark.parametrize("command", [("report", "b.json"), ("compare", "b.json", "b.json")])
def test_a_file_of_another_version_is_told_by_the_field(tmp_path, command):
    benchmark, config_map = stored("b")
    benchmark["status"]["serverless"] = {}
    saved(tmp_path / "b.json", benchmark, config_map)
    line = refused(*command)
    assert "ModelBenchmark b cannot be read: ModelBenchmark.status: " in line
    assert "unknown field `serverless` (damaged, or of another version of ModelBench)" in line


def test_a_file_that_is_not_there_is_told():
    result = invoke(Cluster(), "report", "nowhere.json")
    assert result.exit_code == 2
    assert "nowhere.json" in result.stderr


def test_the_comparison_tells_what_is_slower_and_fails_when_asked():
    cluster = Cluster(*stored("old"), *stored("new", 400))
    result = invoke(cluster, "compare", "old", "new")
    assert result.exit_code == 0
    assert result.stdout.startswith("From old to new: cold start +400 ms (+")
    assert "on serverless" in result.stdout
    assert "cold start +400 ms" in result.stdout.partition("; ")[2]
    assert invoke(cluster, "compare", "old", "new", "--fail-on-regression").exit_code == 1
    assert invoke(cluster, "compare", "new", "old", "--fail-on-regression").exit_code == 0


@pytest.mark.parametrize(("name", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_the_comparison_is_there_as_data(name, load):
    cluster = Cluster(*stored("old"), *stored("new", 400))
    found = load(invoke(cluster, "compare", "old", "new", "-o", name).stdout)
    first = found["durations"][0]
    assert (first["metric"], first["change"]) == ("coldStart", "Slower")
    assert first["shiftMilliseconds"] == pytest.approx(400, abs=1)


def test_the_comparison_is_there_for_a_pull_request():
    cluster = Cluster(*stored("old"), *stored("new"))
    text = invoke(cluster, "compare", "old", "new", "-o", "markdown").stdout
    assert "### Cold start" in text
    assert "**From old to new: no difference beyond noise.**" in text


def test_without_raw_samples_nothing_can_be_compared():
    benchmark, _ = stored("old")
    result = invoke(Cluster(benchmark, *stored("new")), "compare", "old", "new")
    assert result.exit_code == 2
    assert "old has no raw samples to compare" in result.stderr
