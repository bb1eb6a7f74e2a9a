"""Benchmarks that end with costs, objectives and a recommendation, made by the real analysis."""

from datetime import UTC, datetime

from modelbench.api.progress import Progress, RunState
from modelbench.controller.status import StatusBuilder
from modelbench.decision.conclusions import conclude
from modelbench.scenarios.run_summary import status_fields, verdicts

from tests.unit.made.decisions import DOCUMENT, samples, spec
from tests.unit.made.load_runs import SCENARIOS

TRAFFIC = [
    {"name": "rare", "requestsPerMonth": 1000, "shape": "Constant"},
    {"name": "busy", "requestsPerSecond": 5, "shape": "Constant"},
]
OBJECTIVES = [
    {"figure": "serverless.coldStart.p50", "maximumMilliseconds": 5000},
    {"figure": "containerized.steady.p95", "ratePerSecond": 10, "maximumMilliseconds": 1},
    {"figure": "containerized.coldStart.p99", "traffic": "rare", "maximumMilliseconds": 9000},
    {
        "figure": "serverless.cost.perMonth",
        "traffic": "rare",
        "sheet": "own-cluster",
        "maximumAmount": "2.50",
    },
    {"figure": "serverless.steady.failurePercent", "ratePerSecond": 10, "maximumPercent": "5"},
]


def decided(*sheets, traffic=TRAFFIC, objectives=(), **changes):
    """A benchmark of all scenarios that ended with these price sheets; own-cluster by default."""
    asked = spec(SCENARIOS, traffic=list(traffic), objectives=list(objectives))
    found = samples(*sheets, **changes)
    fields = status_fields(found, SCENARIOS)
    fields, judged = conclude(fields, verdicts(found, SCENARIOS, fields), found, asked)
    names = ("coldStart", "burst", "steady", "autoscale", "reactivation")
    document = {
        "metadata": {"namespace": "n", "name": "b", "generation": 1},
        "spec": {
            "model": DOCUMENT["model"],
            "scenarios": {name: {} for name in names},
            "objectives": list(objectives),
        },
    }
    builder = StatusBuilder(document, datetime(2026, 1, 1, tzinfo=UTC))
    builder.completed(Progress(RunState.COMPLETED, "measured", status=fields, verdicts=judged))
    return {**document, "status": builder.status}
