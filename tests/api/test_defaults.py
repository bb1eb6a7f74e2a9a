"""The API server fills in every default, so the operator never guesses one."""

import json

from modelbench.api.reasons import Reason
from modelbench.api.spec import parse_spec

from hack.kubectl import kubectl
from tests.api.manifests import defaulted, manifest


def test_a_least_manifest_gets_every_default_and_can_be_parsed():
    spec = parse_spec(defaulted(manifest())["spec"])
    assert spec.model.port == 8080
    assert spec.model.resources == {"requests": {"cpu": "100m", "memory": "128Mi"}}
    assert spec.model.request.method == "POST"
    assert spec.serverless.stable_window_seconds == 6
    assert spec.containerized.replicas == 1
    assert (spec.cold_start.trials, spec.cold_start.max_trials) == (10, 20)
    assert spec.active_deadline_seconds == 3600
    assert spec.ttl_seconds_after_finished is None


def definition():
    found = kubectl("get", "crd", "modelbenchmarks.modelbench.dev", "-o", "json")
    return json.loads(found)["spec"]["versions"][0]


def test_the_enum_of_reasons_is_the_code_s():
    status = definition()["schema"]["openAPIV3Schema"]["properties"]["status"]["properties"]
    reasons = status["conditions"]["items"]["properties"]["reason"]["enum"]
    assert sorted(reasons) == sorted(Reason)


def test_every_field_of_the_spec_is_described_and_bounded():
    """Unbounded strings and lists would also make the CEL rules too dear."""
    problems = []

    def visit(path, schema):
        kind = schema.get("type")
        if "items" not in path.split(".")[-1:] and not schema.get("description"):
            problems.append(f"{path} has no description")
        bounds = {"integer": ("minimum", "maximum"), "array": ("maxItems",)}
        if kind == "string" and "enum" not in schema:
            bounds["string"] = ("maxLength",)
        for bound in bounds.get(kind, ()):
            if bound not in schema:
                problems.append(f"{path} has no {bound}")
        for name, part in schema.get("properties", {}).items():
            visit(f"{path}.{name}", part)
        if "items" in schema:
            visit(f"{path}.items", schema["items"])

    visit("spec", definition()["schema"]["openAPIV3Schema"]["properties"]["spec"])
    assert problems == []


def test_the_short_name_and_the_columns_that_show_the_answer():
    assert "mbench" in kubectl("api-resources", "--api-group=modelbench.dev")
    columns = [column["name"] for column in definition()["additionalPrinterColumns"]]
    assert columns[:4] == [
        "Succeeded",
        "Reason",
        "Serverless cold start",
        "Containerized cold start",
    ]
