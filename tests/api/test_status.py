"""The API server keeps every figure that the operator writes, and no other shape of it."""

import json

import pytest

from tests.api.decision_status import DECISION, RULES, RUN_COST
from tests.api.schema import fields, properties
from tools.kubectl import kubectl

LATENCIES = [
    {
        "percentile": "99.9",
        "microseconds": 2500,
        "lowerMicroseconds": 2000,
        "upperMicroseconds": 3000,
    }
]
FAILURES = {"failures": [{"kind": "timeout", "count": 3}], "failurePercent": "0.3"}
REJECTED_TRIALS = [{"reason": "NotCold", "count": 1}]
COLD_START = {
    "summary": "900 ms [850, 950] n=10",
    "trials": 10,
    "rejectedTrials": REJECTED_TRIALS,
    "medianMilliseconds": 900,
    "medianLowerMilliseconds": 850,
    "medianUpperMilliseconds": 950,
    "confidencePercent": "97.9",
    "relativePrecisionPercent": "5.6",
    "minimumMilliseconds": 800,
    "maximumMilliseconds": 990,
    "percentiles": [{"percentile": 90, "milliseconds": 960}],
    "warmUpMilliseconds": [1200],
    "firstEver": {
        "totalMilliseconds": 5000,
        "precisionMilliseconds": 1,
        "imagePulled": True,
        "imagePullMilliseconds": 3000,
        "missingReason": "none",
    },
    "phases": [
        {
            "name": "started",
            "parent": "ready",
            "medianMilliseconds": 300,
            "trials": 10,
            "source": "kubelet",
            "precisionMilliseconds": 1,
            "missingReason": "none",
        }
    ],
    "explainedPercent": "99.1",
    "residualMilliseconds": 8,
    "missingReason": "none",
}
BURST = {
    "summary": "1500 ms n=3",
    "requests": 10,
    "trials": 3,
    "rejectedTrials": REJECTED_TRIALS,
    "latencies": LATENCIES,
    "firstMilliseconds": 900,
    "lastMilliseconds": 1500,
    "replicasStarted": 2,
    **FAILURES,
    "scheduleDelayMedianMicroseconds": 90,
    "valid": False,
    "invalidReason": "sent too late",
    "missingReason": "none",
}
STEADY = {
    "summary": "10/s 2.5 ms",
    "rates": [
        {
            "ratePerSecond": 10,
            "segments": 6,
            "requests": 600,
            **FAILURES,
            "throughputPerSecond": "9.9",
            "attainedRatePerSecond": "10.0",
            "latencies": LATENCIES,
            "serviceTimes": LATENCIES,
            "handlerTimes": LATENCIES,
            "scheduleDelayMedianMicroseconds": 90,
            "scheduleDelayP99Microseconds": 400,
            "cpuMillicores": 50,
            "memoryMebibytes": 40,
            "replicas": 1,
            "valid": False,
            "invalidReason": "sent too late",
            "missingReason": "none",
        }
    ],
    "saturation": {
        "highestRatePerSecond": 100,
        "limitedBy": "latency",
        "steps": [
            {
                "ratePerSecond": 200,
                "throughputPerSecond": "150.0",
                "failurePercent": "2.0",
                "p95Microseconds": 900000,
                "held": False,
            }
        ],
    },
}
AUTOSCALE = {
    "summary": "2.0 s",
    "runs": [
        {
            "start": "Zero",
            "firstReplicaWantedMilliseconds": 1000,
            "capacityReachedMilliseconds": 4000,
            "latencyRecoveredMilliseconds": 5000,
            "backMilliseconds": 60000,
            "startReplicas": 0,
            "peakWantedReplicas": 5,
            "endReplicas": 4,
            "overshootReplicas": 1,
            "requests": 3000,
            **FAILURES,
            "worstSecondP95Milliseconds": 1800,
            "scheduleDelayMedianMicroseconds": 90,
            "valid": True,
            "invalidReason": "none",
            "missing": [{"figure": "backMilliseconds", "reason": "not watched for long enough"}],
        }
    ],
}
PATH = {
    "coldStart": COLD_START,
    "burst": BURST,
    "steady": STEADY,
    "autoscale": AUTOSCALE,
    "cost": RUN_COST,
}
REACTIVATION = {
    "summary": "worst after 60 s: 900 ms",
    "worstGapSeconds": 60,
    "worstMedianMilliseconds": 900,
    "gaps": [
        {
            "gapSeconds": 60,
            "trials": 3,
            "newPodTrials": 3,
            "failures": 0,
            "medianMilliseconds": 900,
            "minimumMilliseconds": 800,
            "maximumMilliseconds": 1000,
            "state": "Zero",
        }
    ],
}
STATUS = {
    "observedGeneration": 1,
    "startTime": "2025-01-01T00:00:00Z",
    "completionTime": "2025-01-01T00:10:00Z",
    "progress": "3 of 10 trials",
    "conditions": [
        {
            "type": "LoadValid",
            "status": "True",
            "reason": "Measured",
            "message": "as asked",
            "observedGeneration": 1,
            "lastTransitionTime": "2025-01-01T00:00:00Z",
        }
    ],
    "environment": {
        "kubernetesVersion": "v1.34.0",
        "modelbenchVersion": "0.1.0",
        "knativeVersion": "v1.19.0",
        "nodes": 1,
        "cpuCount": 2,
        "kernelVersion": "6.1.0",
        "containerRuntime": "containerd://2.1.0",
        "imageDigest": "sha256:0",
        "lanes": 4,
        "settings": {"stable-window": "6s"},
        "clockOffsetMilliseconds": "0.1",
        "clockOffsetBoundMilliseconds": "0.2",
        "nodeCPUModel": "a processor",
        "ingress": "kourier.ingress.networking.knative.dev",
        "othersBusyPercent": "3.1",
        "clusterSettings": {"config-autoscaler/scale-to-zero-grace-period": "30s"},
    },
    "resultsRef": {"name": "candidate-samples"},
    **DECISION,
    "serverless": {**PATH, "reactivation": REACTIVATION},
    "containerized": PATH,
    "comparison": {
        "steady": [
            {
                "ratePerSecond": 10,
                "percentile": "50",
                "differenceMicroseconds": -200,
                "lowerMicroseconds": -400,
                "upperMicroseconds": 100,
                "confidencePercent": "96.9",
                "pairs": 6,
                "missingReason": "none",
            }
        ]
    },
}


def with_status(name, status):
    """The benchmark as it would be stored with this status."""
    patch = json.dumps({"status": status})
    return json.loads(
        kubectl(
            "-n", "default", "patch", "mbench", name, "--subresource=status", "--type=merge",
            "--dry-run=server", "--output=json", f"--patch={patch}",
        )
    )  # fmt: skip


def paths(path, value):
    """The dotted path of everything in a document, as ``schema.fields`` has it."""
    yield path
    if isinstance(value, dict):
        for name, part in value.items():
            yield from paths(f"{path}.{name}", part)
    elif isinstance(value, list):
        for part in value:
            yield from paths(f"{path}[]", part)


def test_every_field_of_the_status_is_kept(stored):
    status = with_status(stored, STATUS)["status"]
    assert {name: status[name] for name in STATUS} == STATUS
    expected = {path for path, _ in fields("status", properties()["status"])}
    assert expected - set(paths("status", STATUS)) == set()


def test_no_field_of_the_status_is_a_float():
    kinds = {schema.get("type") for _, schema in fields("status", properties()["status"])}
    assert kinds == {"object", "array", "string", "integer", "boolean"}


def test_every_list_of_the_status_is_bounded_and_merges_by_its_key():
    for path, schema in fields("status", properties()["status"]):
        if schema["type"] == "array":
            assert "maxItems" in schema, path
            assert "x-kubernetes-list-type" in schema, path


def test_only_the_serverless_path_can_be_reactivated(stored):
    status = with_status(stored, {"containerized": {"reactivation": REACTIVATION}})["status"]
    assert status["containerized"] == {}


@pytest.mark.parametrize("reason", ["Measured", "Invalid", "Quiet", "Busy", "ObjectivesMissed"])
def test_a_condition_can_say_how_good_the_figures_are(stored, reason):
    condition = {**STATUS["conditions"][0], "reason": reason}
    status = with_status(stored, {"conditions": [condition]})["status"]
    assert status["conditions"] == [condition]


def conditions(count):
    return [{**STATUS["conditions"][0], "type": f"Type{number}"} for number in range(count)]


def of_rate(**figures):
    return {"steady": {"rates": [{"ratePerSecond": 1, **figures}]}}


TWICE = [LATENCIES[0], LATENCIES[0]]


@pytest.mark.parametrize(
    ("name", "accepted", "rejected", "words"),
    [
        ("conditions", conditions(24), conditions(25), "status.conditions"),
        (
            "conditions",
            conditions(1),
            [{**conditions(1)[0], "reason": "Unheard"}],
            "status.conditions[0].reason",
        ),
        (
            "serverless",
            {"autoscale": {"runs": [{"start": "Base"}, {"start": "Zero"}]}},
            {"autoscale": {"runs": [{"start": "Middle"}]}},
            "status.serverless.autoscale.runs[0].start",
        ),
        (
            "containerized",
            {"autoscale": {"runs": [{"start": "Base"}]}},
            {"autoscale": {"runs": [{"start": "Base"}, {"start": "Base"}]}},
            "status.containerized.autoscale.runs[1]",
        ),
        (
            "containerized",
            {"burst": {"latencies": LATENCIES}},
            {"burst": {"latencies": TWICE}},
            "status.containerized.burst.latencies[1]",
        ),
        (
            "serverless",
            of_rate(serviceTimes=LATENCIES),
            of_rate(serviceTimes=TWICE),
            "status.serverless.steady.rates[0].serviceTimes[1]",
        ),
        (
            "serverless",
            of_rate(throughputPerSecond="1.5"),
            of_rate(throughputPerSecond=1.5),
            "status.serverless.steady.rates[0].throughputPerSecond",
        ),
        (
            "containerized",
            of_rate(failures=FAILURES["failures"]),
            of_rate(failures=[{"kind": "timeout"}]),
            "status.containerized.steady.rates[0].failures[0].count",
        ),
        (
            "serverless",
            {"reactivation": {"gaps": [{"gapSeconds": 1}, {"gapSeconds": 2}]}},
            {"reactivation": {"gaps": [{"gapSeconds": 1}, {"gapSeconds": 1}]}},
            "status.serverless.reactivation.gaps[1]",
        ),
        (
            "comparison",
            {"steady": [{"ratePerSecond": 1, "percentile": "50"}]},
            {"steady": [{"ratePerSecond": 1}]},
            "status.comparison.steady[0].percentile",
        ),
        *RULES,
    ],
)
def test_a_figure_of_another_shape_is_refused_and_named(stored, name, accepted, rejected, words):
    assert with_status(stored, {name: accepted})["status"][name] == accepted
    with pytest.raises(RuntimeError) as refusal:
        with_status(stored, {name: rejected})
    assert words in str(refusal.value)
