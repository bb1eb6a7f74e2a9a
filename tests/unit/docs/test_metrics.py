"""docs/metrics.md has every metric, recorded series and alert that there is, and no other."""

import pytest
import yaml
from modelbench.controller import metrics as own
from modelbench.controller.exposition import COUNTS
from modelbench.controller.metric_lines import declared
from prometheus_client import REGISTRY

from tests.unit.docs.pages import ROOT, headings, tokens

PAGE = ROOT / "docs" / "metrics.md"
CHART = yaml.safe_load((ROOT / "charts" / "modelbench" / "Chart.yaml").read_text())
RUNBOOKS = f"{CHART['home']}/blob/main/docs/metrics.md"
RULES = [
    rule
    for file in sorted((ROOT / "manifests" / "monitoring" / "rules").glob("*.yaml"))
    for group in yaml.safe_load(file.read_text())["groups"]
    for rule in group["rules"]
]
UNITS = {
    "_timestamp_seconds": "Unix time",
    "_requests_per_second": "requests per second",
    "_seconds": "seconds",
    "_bytes": "bytes",
    "_cores": "cores",
    "_ratio": "ratio",
}


def rows(first_heading):
    """The body rows of the tables whose first column has this heading, as lists of cells."""
    found, row, current = [], [], None
    for token in tokens(PAGE):
        if token.type == "table_open":
            current = None
        elif token.type == "tr_open":
            row = []
        elif token.type == "inline" and row is not None:
            row.append(token.content)
        elif token.type == "tr_close":
            if current is None:
                current = row[0]
            elif current == first_heading:
                found.append(row)
    return found


def names(cell):
    """What a cell has in backquotes, comma-separated."""
    return tuple(part.strip().strip("`") for part in cell.split(",") if part.strip())


def documented():
    found = [(names(row[0])[0], row[1], names(row[2])) for row in rows("metric")]
    assert len(found) == len({name for name, _, _ in found}), "a metric is documented twice"
    return {name: (kind, labels) for name, kind, labels in found}


def of_results():
    """The families of results, with the labels that come after those of every benchmark."""
    found = {name: ("gauge", tuple(labels)) for name, (_, labels) in declared().items()}
    return found | dict.fromkeys(COUNTS, ("gauge", ()))


def of_the_operator():
    ours = [c for c in vars(own).values() if hasattr(c, "_labelnames")]
    assert {f.name for f in REGISTRY.collect() if f.name.startswith("modelbench_")} == {
        collector._name for collector in ours
    }
    ending = {"counter": "_total"}
    return {c._name + ending.get(c._type, ""): (c._type, tuple(c._labelnames)) for c in ours}


def test_the_page_has_every_metric_with_its_type_and_labels_and_no_other():
    assert documented() == {**of_results(), **of_the_operator()}


@pytest.mark.parametrize("row", rows("metric"), ids=lambda row: row[0].strip("`"))
def test_a_metrics_unit_is_that_of_its_name(row):
    name = names(row[0])[0]
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), row[3])
    assert row[3] == unit
    assert row[4]
    assert row[5]


def test_the_page_has_every_recorded_series():
    recorded = {rule["record"] for rule in RULES if "record" in rule}
    assert {names(row[0])[0] for row in rows("recorded")} == recorded


def test_the_page_has_a_part_for_every_alert_and_each_alert_leads_there():
    alerts = {rule["alert"]: rule for rule in RULES if "alert" in rule}
    parts = {text for level, text in headings(PAGE) if level == 3}
    assert parts == set(alerts)
    for name, rule in alerts.items():
        assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS}#{name.lower()}"
        assert {"summary", "description"} <= set(rule["annotations"])
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
