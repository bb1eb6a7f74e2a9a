"""Benchmarks that end with costs, objectives and a recommendation, made by the real analysis."""

from datetime import UTC, datetime

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.progress import Progress, RunState
from modelbench.controller.status import StatusBuilder
from modelbench.decision.conclusions import conclude
from modelbench.scenarios.findings import condition_updates, find
from msgspec.structs import replace

from tests.unit.made.decisions import DOCUMENT, samples
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import document

TRAFFIC = [
    {"name": "rare", "requestsPerMonth": 1000, "shape": "Constant"},
    {"name": "busy", "requestsPerSecond": 5, "shape": "Constant"},
]
OBJECTIVES = [
    {"metric": "serverless.coldStart.p50", "maximumMilliseconds": 5000},
    {"metric": "containerized.steady.p95", "ratePerSecond": 10, "maximumMilliseconds": 1},
    {"metric": "containerized.coldStart.p99", "traffic": "rare", "maximumMilliseconds": 9000},
    {
        "metric": "serverless.cost.perMonth",
        "traffic": "rare",
        "sheet": "own-cluster",
        "maximumAmount": "2.50",
    },
    {"metric": "serverless.steady.failurePercent", "ratePerSecond": 10, "maximumPercent": "5"},
]


def concluded(found, asked):
    """The findings of samples and what the conditions become, costs and choices included."""
    findings = find(found, asked)
    return conclude(findings, condition_updates(found, asked, findings), found, asked)


def decided(*sheets, traffic=TRAFFIC, objectives=(), variants=(), **changes):
    """A benchmark of all scenarios that ended with these price sheets; own-cluster by default.

    ``variants`` are those of the spec; ``changes`` are those of the samples.
    """
    asked = parse_benchmark(
        document(
            **DOCUMENT,
            scenarios=SCENARIOS,
            traffic=list(traffic),
            objectives=list(objectives),
            variants=list(variants),
        )
    )
    names = ("serverless", "containerized", *(variant["name"] for variant in variants))
    findings, updates = concluded(samples(*sheets, variants=names, **changes), asked.spec)
    builder = StatusBuilder(asked, datetime(2026, 1, 1, tzinfo=UTC))
    builder.completed(Progress(RunState.COMPLETED, "measured", findings=findings, updates=updates))
    return replace(asked, status=builder.status)
