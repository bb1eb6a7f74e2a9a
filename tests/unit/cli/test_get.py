import json

import pytest
import yaml

from tests.unit.cli.console import Cluster, benchmark, ended, invoke


def test_the_table_has_the_servers_columns_but_those_of_lower_priority():
    cluster = Cluster(benchmark("b", status=ended()), benchmark("longer"))
    lines = invoke(cluster, "get").stdout.splitlines()
    assert lines == ["NAME     SUCCEEDED", "b        True", "longer"]


def test_of_all_namespaces_each_is_named():
    lines = invoke(Cluster(benchmark("b", status=ended())), "get", "-A").stdout.splitlines()
    assert lines[0].split() == ["NAMESPACE", "NAME", "SUCCEEDED"]
    assert lines[1].split() == ["n", "b", "True"]


def test_none_is_told_on_the_standard_error():
    result = invoke(Cluster(), "get")
    assert (result.stdout, result.stderr) == ("", "No ModelBenchmarks in namespace n.\n")


def test_one_is_shown_with_its_result():
    text = invoke(Cluster(benchmark("b", status=ended())), "get", "b").stdout
    assert text == "Succeeded=True (Completed): measured\n"


def test_one_that_no_operator_has_seen_is_shown_too():
    text = invoke(Cluster(benchmark("b")), "get", "b").stdout
    assert text == "Succeeded=Unknown: no operator has seen it yet\n"


def test_json_and_yaml_are_the_resource_itself():
    document = benchmark("b", status=ended())
    cluster = Cluster({**document, "metadata": {**document["metadata"], "managedFields": [{}]}})
    assert json.loads(invoke(cluster, "get", "b", "-o", "json").stdout) == document
    assert yaml.safe_load(invoke(cluster, "get", "b", "-o", "yaml").stdout) == document


def test_several_are_a_list():
    cluster = Cluster(benchmark("b"), benchmark("c"))
    found = json.loads(invoke(cluster, "get", "-o", "json").stdout)
    assert (found["kind"], [item["kind"] for item in found["items"]]) == (
        "List",
        ["ModelBenchmark", "ModelBenchmark"],
    )


def test_a_name_and_all_namespaces_exclude_each_other():
    assert invoke(Cluster(), "get", "b", "-A").exit_code == 2


def test_a_cell_of_the_table_cannot_steer_the_terminal(monkeypatch):
    cluster = Cluster(benchmark("b", status=ended()))
    rows = [{"cells": ["b\x1b[2J\nforged", None], "object": {"metadata": {}}}]
    columns = [{"name": "Name"}, {"name": "Succeeded"}]
    table = {"columnDefinitions": columns, "rows": rows}
    monkeypatch.setattr(cluster, "list_table", lambda _path: table)
    lines = invoke(cluster, "get").stdout.splitlines()
    assert lines[1:] == ["b\N{REPLACEMENT CHARACTER}[2J forged"]


def test_json_escapes_what_could_steer_the_terminal():
    text = "\x1b[2J \x9b2J \u202e \N{LATIN SMALL LETTER E WITH ACUTE}"
    cluster = Cluster(benchmark("b", status=ended(message=text)))
    shown = invoke(cluster, "get", "b", "-o", "json").stdout
    assert json.loads(shown)["status"]["conditions"][0]["message"] == text
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert "\N{LATIN SMALL LETTER E WITH ACUTE}" in shown


OLD = {**ended(), "serverless": {"coldStart": {"trials": 10}}}


@pytest.mark.parametrize("output", ["text", "markdown", "junit"])
def test_one_of_another_version_is_bad_input_in_a_line(output):
    result = invoke(Cluster(benchmark("b", status=OLD)), "get", "b", "-o", output)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    place = "ModelBenchmark b cannot be read: ModelBenchmark.status: "
    assert line.startswith(f"Error: {place}Object contains unknown field `serverless`")
    assert "of another version of ModelBench" in line


def test_one_of_another_version_can_still_be_had_as_data():
    cluster = Cluster(benchmark("b", status=OLD))
    found = json.loads(invoke(cluster, "get", "b", "-o", "json").stdout)
    assert found["status"] == OLD
