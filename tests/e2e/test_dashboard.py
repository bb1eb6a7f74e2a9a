"""The boards against reality: each query finds something of a benchmark that measured all."""

import re
import time

import pytest
from modelbench.api.names import SERIES_LABEL

from tests.e2e.benchmarks import wait_until
from tests.unit.dashboard.committed import annotations, queries, substituted, variables
from tools.prometheus import ask

pytestmark = [
    pytest.mark.together,
    pytest.mark.timeout(1300),
]

SCRAPE_SECONDS = 15
# Of what this benchmark has nothing, by panel and query, and why.
REPLAY = "the replay of a stretch takes a minute a variant at least: test_replay has one"
LONG_SEGMENTS = "the metrics API has a reading within segments of 30 s: 6 minutes more"
EMPTY = {
    ("By rate", "cpu_cores"): LONG_SEGMENTS,
    ("By rate", "memory"): LONG_SEGMENTS,
    **{(one.panel, one.reference): REPLAY for one in queries() if "_replay_" in one.expression},
}
# Numbers that support no claim are numbers all the same, but no objective is decided by them.
# Nor is such a run one of its series.
EMPTY_WHEN_INVALID = {
    ("Objectives", "verdict"),
    ("Cold start of the newest run over time", "newest"),
}
SERIES = "everything"

# The fewest trials and rounds that give each value its interval.
SCENARIOS = {
    "coldStart": {"trials": 6, "maxTrials": 6, "lanes": 2},
    "burst": {"requests": 6, "trials": 1},
    "reactivation": {"gapsSeconds": [2], "trials": 1, "lanes": 1},
    "steady": {
        "ratesPerSecond": [20],
        "rounds": 6,
        "durationSeconds": 3,
        "warmUpSeconds": 1,
        "saturation": {"maxRatePerSecond": 15, "stepSeconds": 2},
    },
    "autoscale": {
        "baseRatePerSecond": 1,
        "peakRatePerSecond": 20,
        "baseSeconds": 2,
        "holdSeconds": 30,
        "settleSeconds": 40,
    },
}
TRAFFIC = [
    {"name": "rare", "requestsPerMonth": 1000},
    {"name": "busy", "requestsPerSecond": 5},
]
OBJECTIVES = [
    {"metric": "serverless.coldStart.p50", "maximumMilliseconds": 60_000},
    {"metric": "containerized.steady.p95", "ratePerSecond": 20, "maximumMilliseconds": 1},
]


def finds_something(query, chosen):
    """Whether Grafana would get a number for the last 15 minutes."""
    expression = substituted(query.expression, chosen)
    if query.instant:
        points = [one["value"] for one in ask("query", query=expression)["result"]]
    else:
        end = time.time()
        window = {"start": end - 900, "end": end, "step": SCRAPE_SECONDS}
        found = ask("query_range", query=expression, **window)["result"]
        points = [point for one in found for point in one["values"]]
    return any(value != "NaN" for _, value in points)


def choices(variable, chosen):
    """What Grafana would offer for ``label_values(series, label)`` or ``query_result(query)``."""
    query = substituted(variable["query"], chosen)
    function, argument = re.fullmatch(r"(\w+)\((.+)\)", query).groups()
    if function == "label_values":
        selector, label = argument.rsplit(", ", 1)
        return [one[label] for one in ask("series", **{"match[]": selector}) if label in one]
    found = [one["metric"] for one in ask("query", query=argument)["result"]]
    texts = [",".join(f'{label}="{value}"' for label, value in one.items()) for one in found]
    return [re.search(variable["regex"].strip("/"), f"{{{text}}}")[1] for text in texts]


@pytest.fixture
def chosen(benchmarks):
    """What the variables are set to, once Prometheus knows the end of a benchmark of everything."""
    benchmarks.create(
        labels={SERIES_LABEL: SERIES},
        env={"SERVICE_TIME_SECONDS": 0.1},
        # Its readiness would take as long, and queue-proxy gives a probe 100 ms.
        model={"readinessPath": None},
        scenarios=SCENARIOS,
        traffic=TRAFFIC,
        objectives=OBJECTIVES,
        cost={"sheets": {"names": ["own-cluster"]}},
        serverless={"targetConcurrency": 1, "maxScale": 3},
    )
    benchmarks.wait_finished(timeout_seconds=1000)
    assert benchmarks.condition()["reason"] in ("Completed", "Invalid"), benchmarks.condition()
    ours = {
        "namespace": benchmarks.namespace,
        "benchmark": "candidate",
        "series": SERIES,
        "currency": "USD",
    }
    ended = "modelbench_benchmark_completion_timestamp_seconds"
    labels = f'benchmark_namespace="{benchmarks.namespace}"'

    def known():
        return ask("query", query=f"{ended}{{{labels}}}")["result"]

    wait_until(known, 4 * SCRAPE_SECONDS, "Prometheus knows the end", pause_seconds=1)
    return ours


def test_every_query_and_every_variable_finds_something(benchmarks, chosen):
    asked = {(query.panel, query.reference): query for query in (*queries(), *annotations())}
    excepted = set(EMPTY) | EMPTY_WHEN_INVALID
    assert excepted <= set(asked), "an exception of a query that does not exist"
    if benchmarks.condition()["reason"] != "Invalid":
        excepted -= EMPTY_WHEN_INVALID
    missing = {place: query for place, query in asked.items() if place not in excepted}

    def all_found():
        for place, query in list(missing.items()):
            if finds_something(query, chosen):
                del missing[place]
        return not missing

    # A rate needs more scrapes than one.
    deadline = time.monotonic() + 4 * SCRAPE_SECONDS
    while not all_found() and time.monotonic() < deadline:
        time.sleep(5)
    assert not missing, "\n".join(["nothing is found by", *map(str, missing.values())])

    for name, variable in variables().items():
        if variable["type"] == "query":
            offered = choices(variable, chosen)
            assert offered, f"nothing to choose for {name}"
            assert chosen.get(name, offered[0]) in offered
