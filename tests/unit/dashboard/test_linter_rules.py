"""The rules of grafana/dashboard-linter, by their names there.

Exceptions are in a ``.lint`` file beside the dashboard, each with a reason, as the linter reads it.
"""

import re

import pytest
import yaml

from tests.unit.dashboard.committed import FOLDER, boards, panels, queries, variables

SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)(\{[^}]*\})")
RANGE = re.compile(r"\b(\w+)\([a-zA-Z_:][\w:]*\{[^}]*\}\[([^\]]+)\]")
# Those that the dashboard uses, of the ids in Grafana's packages/grafana-data/src/valueFormats.
UNITS = {"none", "s", "ms", "bytes", "reqps", "ops", "percentunit", "dtdurations", "dateTimeAsIso"}
WITHOUT_QUERIES = {"text"}
FUNCTIONS = ("label_values", "query_result")


def exceptions(rule):
    """The panels that a ``.lint`` file excepts from a rule."""
    path = FOLDER / ".lint"
    rules = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    found = rules.get("exclusions", {}).get(rule)
    if found is None:
        return ()
    entries = found.get("entries", [])
    assert all(entry.get("reason") for entry in entries or [found]), f"{rule}: no reason"
    return {entry["panel"] for entry in entries}


def asking():
    return [panel for panel in panels() if panel["type"] not in WITHOUT_QUERIES]


def selectors(query):
    found = SELECTOR.findall(query.expression)
    assert found, f"no selector: {query}"
    return found


def test_template_datasource_rule():
    found = [one for one in variables().values() if one["type"] == "datasource"]
    # The documentation writes "Data Source"; the linter itself, since 2023, warns of that.
    assert [(one["name"], one["label"]) for one in found] == [("datasource", "Data source")]
    assert found[0]["query"] == "prometheus"


@pytest.mark.parametrize("name", ["job", "instance"])
def test_template_job_and_instance_rules(name):
    variable = variables()[name]
    assert variable["type"] == "query"
    assert variable["label"] == name.title()
    assert variable["datasource"]["uid"] == "$datasource"
    assert variable["multi"]
    assert variable["includeAll"]
    assert variable["allValue"] == ".+"


def test_template_label_promql_rule():
    for name, variable in variables().items():
        if variable["type"] == "query":
            function, argument = re.fullmatch(r"(\w+)\((.+)\)", variable["query"]).groups()
            assert function in FUNCTIONS, name
            assert argument.count("(") == argument.count(")"), name
            assert argument.count("{") == argument.count("}"), name


def test_template_on_time_change_reload_rule():
    queried = [one for one in variables().values() if one["type"] == "query"]
    assert {one["name"]: one["refresh"] for one in queried} == {one["name"]: 2 for one in queried}


def test_panel_datasource_rule():
    for panel in asking():
        assert panel["datasource"] == {"type": "prometheus", "uid": "$datasource"}, panel["title"]


def test_panel_title_description_rule():
    for panel in asking():
        assert panel["title"]
        assert panel.get("description"), panel["title"]


def test_panel_units_rule():
    for panel in asking():
        fields = panel["fieldConfig"]
        units = [fields["defaults"].get("unit")]
        for override in fields["overrides"]:
            units += [one["value"] for one in override["properties"] if one["id"] == "unit"]
        assert set(units) <= UNITS, (panel["title"], units)


def test_panel_no_targets_rule():
    assert [panel["title"] for panel in asking() if not panel.get("targets")] == []


@pytest.mark.parametrize("label", ["job", "instance"])
def test_target_job_and_instance_rules(label):
    excepted = exceptions(f"target-{label}-rule")
    for query in queries():
        for metric, matchers in selectors(query):
            if query.panel not in excepted:
                assert f'{label}=~"${label}"' in matchers, f"{metric} in {query}"


def test_target_rate_interval_rule():
    for query in queries():
        for function, duration in RANGE.findall(query.expression):
            if function in ("rate", "irate", "increase"):
                assert duration == "$__rate_interval", str(query)


def test_target_counter_agg_rule():
    for query in queries():
        ranged = re.findall(r"\b(?:rate|irate|increase)\(([a-zA-Z_:][\w:]*)\{", query.expression)
        counters = [metric for metric, _ in selectors(query) if metric.endswith("_total")]
        assert counters == [metric for metric in ranged if metric.endswith("_total")], str(query)


def test_uneditable_dashboard():
    assert not any(board["editable"] for board in boards().values())


def test_every_exception_has_a_panel_that_needs_it():
    titles = {panel["title"] for panel in panels()}
    for rule, label in (("target-job-rule", "job"), ("target-instance-rule", "instance")):
        without = {query.panel for query in queries() if f"${label}" not in query.expression}
        assert set(exceptions(rule)) == without & titles
