"""The findings of a run are those of the CRD: the API server drops what it does not know."""

import re

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.values import dump
from modelbench.scenarios.findings import condition_updates, find
from msgspec.structs import replace

from tests.unit.made.attacks import SECOND, segment
from tests.unit.made.load_runs import SCENARIOS, all_samples
from tests.unit.made.specs import schema as resource
from tests.unit.made.specs import spec

KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
SPEC = spec(scenarios=SCENARIOS)


@pytest.fixture(scope="module")
def schema():
    return resource()["properties"]["status"]


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


def found(samples):
    return find(samples, SPEC)


def refused(findings, schema):
    return list(problems("status", dump(findings), schema))


def test_every_field_of_a_full_run_is_known_to_the_api_server(schema):
    assert refused(found(all_samples()), schema) == []


def test_so_is_that_of_four_variants(schema):
    others = [
        {"name": "warm", "serverless": {"minScale": 1}},
        {"name": "two", "containerized": {"replicas": 2}},
    ]
    names = ("serverless", "containerized", "warm", "two")
    asked = spec(scenarios=SCENARIOS, variants=others)
    assert refused(find(all_samples(names), asked), schema) == []


def test_the_times_of_a_lambda_function_are_known_too(schema):
    run = found(Samples(segments=(segment([SECOND] * 99, rate=20, handler=SECOND // 2),)))
    assert refused(run, schema) == []
    (rate,) = run.variant("serverless").steady.rates
    assert rate.handler_times[0].microseconds == pytest.approx(500_000, rel=1e-3)
    assert found(all_samples()).variant("serverless").steady.rates[0].handler_times == ()


def test_a_run_that_has_only_begun_has_no_field_of_what_it_did_not_measure(schema):
    begun = found(Samples())
    assert refused(begun, schema) == []
    assert set(dump(begun)["variants"][0]) == {"name", "mode", "coldStart"}


def test_what_went_wrong_everywhere_is_known_too(schema):
    late = [segment([SECOND] * 99, delay=SECOND, failures=[(n, "EOF") for n in range(99)])]
    late.append(replace(late[0], scenario="autoscale", variant="containerized"))
    unanswered = BurstTrial("serverless", 1, 10, failures={"timeout": 10})
    samples = Samples(segments=tuple(late), bursts=(unanswered,), gaps=all_samples().gaps[2:])
    assert found(samples).variant("containerized").autoscale.runs[0].invalid_reason
    assert refused(found(samples), schema) == []


def test_every_update_is_a_condition_that_the_api_server_takes(schema):
    samples = all_samples()
    condition = schema["properties"]["conditions"]["items"]["properties"]
    updates = condition_updates(samples, SPEC, found(samples))
    assert {update.reason for update in updates} <= set(condition["reason"]["enum"])
    pattern = condition["type"]["pattern"]
    assert all(re.fullmatch(pattern, update.type) for update in updates)
