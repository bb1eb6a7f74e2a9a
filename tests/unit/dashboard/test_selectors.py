"""Every selector of the dashboard finds something of a benchmark that measured everything."""

import re

import pytest
import yaml
from modelbench.api.names import SERIES_LABEL
from modelbench.controller import metrics
from msgspec.structs import replace
from prometheus_client import REGISTRY

from tests.unit.dashboard.committed import annotations, queries, variables
from tests.unit.made.decided import OBJECTIVES, decided
from tests.unit.made.decisions import FOUR, KEPT, TWO_REPLICAS
from tests.unit.made.replayed_status import replayed_benchmark
from tests.unit.metrics.collected import collected
from tools.kubectl import ROOT

RECORDING = ROOT / "manifests" / "monitoring" / "rules" / "recording.yaml"
RECORDED = re.compile(r"(\w+:[\w:]+)\{([^}]*)\}")
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)(=~|!=|=)"([^"]*)"')
# Metrics that are not the operator's: Knative's, and what recording rules make of the operator's.
OTHERS = ("autoscaler_", "revision_", "series:")
# Phases that only Lambda handlers, init containers and images that are still to be pulled have.
OTHER_BENCHMARKS = {'phase="initialization"', 'phase="initContainers"', 'phase="imagePull"'}
TESTS = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "=~": lambda value, wanted: re.fullmatch(wanted, value) is not None,
}


def exported(**changes):
    """By name, the labels of all samples of the operator after such a benchmark."""
    assert metrics.RECONCILE_SECONDS
    measured = decided(objectives=OBJECTIVES, **changes)
    status = replace(measured.status, start_time="2026-01-01T00:00:00Z")
    metadata = replace(measured.metadata, labels={SERIES_LABEL: "nightly"})
    fresh = collected(replace(measured, status=status, metadata=metadata))
    found = {}
    for registry in (fresh, collected(replayed_benchmark()), REGISTRY):
        for family in registry.collect():
            for sample in family.samples:
                found.setdefault(sample.name, []).append(sample.labels)
    return found


@pytest.fixture(scope="module")
def samples():
    return exported()


def used():
    """Metric and matchers of all selectors of the operator's metrics."""
    asked = [query.expression for query in queries()]
    asked += [query.expression for query in annotations()]
    asked += [one["query"] for one in variables().values() if one["type"] == "query"]
    found = {pair for expression in asked for pair in SELECTOR.findall(expression)}
    return sorted(pair for pair in found if not pair[0].startswith(OTHERS))


def matches(labels, matchers):
    """Whether the labels fit; what a variable at the top stands for fits always."""
    known = [one for one in MATCHER.findall(matchers) if "$" not in one[2]]
    return all(TESTS[test](labels.get(label, ""), wanted) for label, test, wanted in known)


def test_the_dashboard_has_selectors():
    assert len(used()) > 50


@pytest.mark.parametrize(("metric", "matchers"), used())
def test_a_selector_finds_series(metric, matchers, samples):
    if any(excepted in matchers for excepted in OTHER_BENCHMARKS):
        pytest.skip("only in other benchmarks")
    assert metric in samples, f"no such metric: {metric}"
    found = [labels for labels in samples[metric] if matches(labels, matchers)]
    assert found, f"no series of {metric} for {matchers}"


def test_what_a_variable_limits_is_a_label(samples):
    for metric, matchers in used():
        labels = {name for one in samples.get(metric, ()) for name in one} | {"job", "instance"}
        asked = {label for label, _, _ in MATCHER.findall(matchers)}
        assert asked <= labels, f"{metric} has no {asked - labels}"


def test_every_variant_has_series_that_the_queries_find():
    found = exported(variants=[KEPT, TWO_REPLICAS])
    for metric in ("modelbench_steady_requests", "modelbench_cost_per_month"):
        assert metric in {name for name, _ in used()}
        assert {labels["variant"] for labels in found[metric]} == set(FOUR)


def test_a_recorded_series_is_made_by_a_rule():
    rules = yaml.safe_load(RECORDING.read_text())["groups"]
    recorded = {rule["record"] for group in rules for rule in group["rules"]}
    asked = {name for query in queries() for name, _ in RECORDED.findall(query.expression)}
    assert asked
    assert asked <= recorded


def test_no_query_names_a_variant():
    asked = [query.expression for query in queries()]
    assert not [one for one in asked if "serverless" in one or "containerized" in one]


def test_a_service_of_a_variant_is_told_from_its_lanes_and_from_other_variants():
    asked = next(query.expression for query in queries() if "autoscaler_" in query.expression)
    (pattern,) = re.findall(r'"service_name", "([^"]+)"', asked)
    pattern = pattern.replace("$benchmark", "b")
    for service, variant in (
        ("b-serverless", "serverless"),
        ("b-serverless-2", "serverless"),
        ("b-kept-warm-12", "kept-warm"),
    ):
        assert re.fullmatch(pattern, service)[1] == variant
