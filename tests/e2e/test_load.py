"""Load on both variants: what is asked for is sent, and what cannot support a claim says so."""

import base64
import json

import pytest

from tests.e2e.benchmarks import BOTH, variant

pytestmark = pytest.mark.together

# The fewest seconds that still give each value.
SHORT = {"ratesPerSecond": [20], "rounds": 2, "durationSeconds": 6, "warmUpSeconds": 1}
WARM = {"stableWindowSeconds": 60}
PNG = b"\x89PNG\r\n\x1a\n"
TOKEN = "Bearer-a-t0ken-that-nobody-may-see"


def rate_of(status, name):
    (rate,) = variant(status, name)["steady"]["rates"]
    return rate


def test_two_generators_send_what_one_would_and_their_results_are_one(benchmarks):
    load = {"generators": 2, "arrivals": "Poisson", "seed": 7}
    benchmarks.create(scenarios={"steady": SHORT}, load=load, serverless=WARM)
    both = benchmarks.wait_succeeded()
    load["generators"] = 1
    benchmarks.create("one", scenarios={"steady": SHORT}, load=load, serverless=WARM)
    alone = benchmarks.wait_succeeded("one")
    for name in BOTH:
        assert rate_of(both, name)["valid"]
        assert rate_of(both, name)["requests"] == rate_of(alone, name)["requests"]
        assert rate_of(both, name).get("failures", []) == []
    planned = [
        [s.planned_span_nanoseconds for s in benchmarks.samples(name).segments]
        for name in ("candidate", "one")
    ]
    assert planned[0] == pytest.approx(planned[1], abs=1_000_000)


def test_load_that_was_not_sent_as_planned_is_invalid_and_not_slow(benchmarks):
    # One connection carries 5 requests a second of 200 ms; the other 15 are not sent in time.
    benchmarks.create(
        env={"SERVICE_TIME_SECONDS": 0.2},
        model={"readinessPath": None},
        scenarios={"steady": SHORT},
        load={"maxConnections": 1},
        serverless=WARM,
    )
    condition = benchmarks.wait_failed(timeout_seconds=600)
    assert condition["reason"] == "Invalid"
    assert "schedule delay" in condition["message"]
    status = benchmarks.status()
    assert not rate_of(status, "containerized")["valid"]
    assert "schedule delay" in rate_of(status, "containerized")["invalidReason"]


def test_images_and_a_token_of_a_secret_are_sent_by_the_check_cold_starts_and_load(benchmarks):
    # The test image takes nothing else; it answers with its status, the method and the path.
    binary = {"1": PNG, "2": PNG + bytes(range(256))}
    bodies = {name: base64.b64encode(body).decode() for name, body in binary.items()}
    metadata = {"name": "images"}
    images = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "binaryData": bodies}
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(images))
    benchmarks.kubectl("create", "secret", "generic", "keys", f"--from-literal=token={TOKEN}")
    token = {"secretKeyRef": {"name": "keys", "key": "token"}}
    request = {
        "path": "/predict",
        "timeoutSeconds": 5,
        "headers": [{"name": "Authorization", "valueFrom": token}],
        "bodies": [
            {"configMapKeyRef": {"name": "images", "key": "2"}},
            {"configMapName": "images"},
        ],
        "expectedJSONPath": "$.status",
    }
    benchmarks.create(
        env={"PNG_ONLY": 1},
        model={"request": request},
        scenarios={"coldStart": {"trials": 1, "maxTrials": 1, "lanes": 1}, "steady": SHORT},
    )
    status = benchmarks.wait_succeeded()
    for name in BOTH:
        assert rate_of(status, name).get("failures", []) == []
        assert variant(status, name)["coldStart"]["trials"] >= 1
    told = (
        benchmarks.kubectl("get", "mbench,configmap,job,pod,event", "-o", "yaml"),
        benchmarks.kubectl("logs", "job/candidate-runner"),
        repr(benchmarks.samples()),
    )
    assert not any(TOKEN in text for text in told)


def test_a_response_in_which_nothing_is_found_ends_it_before_anything_is_measured(benchmarks):
    request = {"path": "/predict", "body": "{}", "expectedJSONPath": "$.prediction"}
    benchmarks.create(model={"request": {**request, "timeoutSeconds": 5}})
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "WrongResponse"
    assert "expectedJSONPath finds nothing in the response" in condition["message"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"bodies": [{"configMapName": "absent"}]}, "bodies[0].configMapName: ConfigMap absent"),
        (
            {"bodyFrom": {"secretKeyRef": {"name": "absent", "key": "a"}}},
            "bodyFrom.secretKeyRef: Secret absent does not exist",
        ),
    ],
    ids=["config map", "secret"],
)
def test_a_body_that_does_not_exist_is_named_by_its_field(benchmarks, source, words):
    benchmarks.create(model={"request": {"path": "/predict", "timeoutSeconds": 5, **source}})
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "ResourcesRejected"
    assert f"spec.model.request.{words}" in condition["message"]
