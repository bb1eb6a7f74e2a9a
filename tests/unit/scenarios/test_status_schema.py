"""The status fields of a run are those of the CRD: the API server drops what it does not know."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from modelbench.api.load_samples import BurstTrial
from modelbench.api.samples import Samples
from modelbench.scenarios.run_summary import status_fields, verdicts

from tests.unit.made.attacks import SECOND, segment
from tests.unit.made.load_runs import SCENARIOS, all_samples

CRD = Path(__file__).parents[3] / "crds" / "modelbench.dev_modelbenchmarks.yaml"
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


@pytest.fixture(scope="module")
def schema():
    (version,) = yaml.safe_load(CRD.read_text())["spec"]["versions"]
    return version["schema"]["openAPIV3Schema"]["properties"]["status"]


def problems(path, value, schema):
    """What the API server would refuse or drop."""
    kind = KINDS[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {schema['type']}"
    elif kind is dict:
        yield from object_problems(path, value, schema)
    elif kind is list:
        yield from list_problems(path, value, schema)
    elif value not in schema.get("enum", [value]):
        yield f"{path}: {value!r} is not allowed"


def object_problems(path, value, schema):
    known = schema.get("properties", {})
    for name, part in value.items():
        inner = known.get(name) or schema.get("additionalProperties")
        yield from problems(f"{path}.{name}", part, inner) if inner else [f"{path}.{name}: unknown"]
    yield from (
        f"{path}.{name}: missing" for name in schema.get("required", ()) if name not in value
    )


def list_problems(path, value, schema):
    if len(value) > schema["maxItems"]:
        yield f"{path}: {len(value)} items"
    if keys := schema.get("x-kubernetes-list-map-keys"):
        found = [tuple(item[key] for key in keys) for item in value]
        yield from (f"{path}: twice {key}" for key in found if found.count(key) > 1)
    for part in value:
        yield from problems(f"{path}[]", part, schema["items"])


def test_every_field_of_a_full_run_is_known_to_the_api_server(schema):
    status = status_fields(all_samples(), SCENARIOS)
    assert list(problems("status", status, schema)) == []


def test_the_times_of_a_lambda_function_are_known_too(schema):
    run = Samples(segments=(segment([SECOND] * 99, rate=20, handler=SECOND // 2),))
    status = status_fields(run, SCENARIOS)
    assert list(problems("status", status, schema)) == []
    (rate,) = status["serverless"]["steady"]["rates"]
    assert rate["handlerTimes"][0]["microseconds"] == pytest.approx(500_000, rel=1e-3)
    assert (
        "handlerTimes"
        not in status_fields(all_samples(), SCENARIOS)["serverless"]["steady"]["rates"][0]
    )


def test_a_run_that_has_only_begun_has_no_field_of_what_it_did_not_measure(schema):
    status = status_fields(Samples(), SCENARIOS)
    assert list(problems("status", status, schema)) == []
    assert set(status["serverless"]) == {"coldStart"}


def test_what_went_wrong_everywhere_is_known_too(schema):
    late = [segment([SECOND] * 99, delay=SECOND, failures=[(n, "EOF") for n in range(99)])]
    late.append(replace(late[0], scenario="autoscale", path="containerized"))
    unanswered = BurstTrial("serverless", 1, 10, failures={"timeout": 10})
    samples = Samples(segments=tuple(late), bursts=(unanswered,), gaps=all_samples().gaps[2:])
    status = status_fields(samples, SCENARIOS)
    assert status["containerized"]["autoscale"]["runs"][0]["invalidReason"]
    assert list(problems("status", status, schema)) == []


def test_every_verdict_is_a_condition_that_the_api_server_takes(schema):
    samples = all_samples()
    reasons = schema["properties"]["conditions"]["items"]["properties"]["reason"]["enum"]
    found = verdicts(samples, SCENARIOS, status_fields(samples, SCENARIOS))
    assert {verdict.reason for verdict in found} <= set(reasons)
