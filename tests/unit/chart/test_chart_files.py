import json

import pytest
import yaml

from cluster.settings import REPOSITORY, parse_versions
from tools.chart import CHART, README, copies, readme

VALUES = yaml.safe_load((CHART / "values.yaml").read_text())
SCHEMA = json.loads((CHART / "values.schema.json").read_text())
RUN = "run `make chart`"
# What Helm adds to the values of a chart that is part of another.
OF_HELM = {"global"}


def test_the_charts_version_is_the_products():
    version = parse_versions((REPOSITORY / "versions.env").read_text())["MODELBENCH_VERSION"]
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert (chart["version"], chart["appVersion"]) == (version, version)


@pytest.mark.parametrize("copy", copies(), ids=lambda copy: copy.name)
def test_a_copy_is_as_its_source(copy):
    assert copy.is_file(), RUN
    assert copy.read_bytes() == copies()[copy].read_bytes(), RUN


def test_the_definition_the_dashboards_and_rules_are_all_there():
    present = {path for path in (CHART / "files").rglob("*") if path.is_file()}
    assert present == set(copies()), RUN
    assert {copy.parent.name for copy in copies()} == {"crds", "dashboards", "rules"}


def test_the_table_of_values_is_that_of_the_values():
    assert README.read_text() == readme(), RUN


def resolved(schema):
    reference = schema.get("$ref")
    return SCHEMA["definitions"][reference.rpartition("/")[2]] if reference else schema


def test_the_schema_and_the_values_know_the_same_names():
    def compare(schema, values, path):
        properties = resolved(schema).get("properties", {})
        if properties and values:
            assert properties.keys() - OF_HELM == values.keys(), path
            for name, value in values.items():
                if isinstance(value, dict):
                    compare(properties[name], value, f"{path}.{name}")

    compare(SCHEMA, VALUES, "")


def test_every_map_says_what_it_may_hold():
    # Kubernetes' own objects are left to the API server.
    opaque = {"global", "nodeAffinity", "podAffinity", "podAntiAffinity", "ipBlock"}
    opaque |= {"namespaceSelector", "podSelector"}

    def check(name, schema):
        if schema.get("type") == "object" and name not in opaque:
            allowed = schema["additionalProperties"]
            assert allowed is False or "type" in allowed, name
        for inner, part in schema.get("properties", {}).items():
            if schema.get("type") == "object":
                check(inner, part)
        if "items" in schema:
            check(f"an item of {name}", schema["items"])

    check("values", SCHEMA)
    for name, definition in SCHEMA["definitions"].items():
        check(name, definition)
