import json

import yaml

from tests.unit.cli.console import Cluster, ended, invoke
from tests.unit.controller.memory_api import benchmark


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


def test_one_is_shown_with_its_answer():
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
