"""The request is what the user says, else a placeholder that is told as one."""

import base64

import pytest
import yaml
from modelbench.conversion.findings import ConversionError
from modelbench.conversion.manifest import benchmark_name
from modelbench.conversion.request import RequestChoices

from tests.unit.conversion.reading import convert, deployment, text

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def asked(**choices):
    return convert(deployment(), request=RequestChoices(**choices))


def request_in(found):
    return found.benchmark["spec"]["model"]["request"]


def test_a_request_that_is_said_is_all_there_is():
    found = asked(
        method="PUT",
        path="/p",
        body=b"a=1",
        headers=("X-Key: 1:2",),
        expected_status=201,
        timeout_seconds=30,
    )
    assert not found.missing
    assert request_in(found) == {
        "method": "PUT",
        "path": "/p",
        "body": "a=1",
        "headers": [{"name": "X-Key", "value": "1:2"}],
        "expectedStatus": 201,
        "timeoutSeconds": 30,
    }


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "path and body are placeholders"),
        ({"path": "/p"}, "the body is a placeholder"),
        ({"body": b"{}"}, "the path is a placeholder"),
        ({"method": "GET"}, "the path is a placeholder"),
    ],
)
def test_what_is_not_said_is_a_placeholder(choices, words):
    [missing] = asked(**choices).missing
    assert missing.field == "spec.model.request"
    assert words in missing.text


def test_a_get_needs_no_body():
    found = asked(method="GET", path="/p")
    assert not found.missing
    assert request_in(found) == {"method": "GET", "path": "/p"}


def test_json_says_what_it_is_unless_the_user_does():
    assert request_in(asked(path="/", body=b"[1]"))["headers"][0]["value"] == "application/json"
    own = asked(path="/", body=b"[1]", headers=("content-type: text/plain",))
    assert [one["value"] for one in request_in(own)["headers"]] == ["text/plain"]


def test_a_body_that_is_no_text_goes_into_a_config_map():
    found = asked(path="/", body=PNG)
    [config_map] = found.beside
    reference = request_in(found)["bodyFrom"]["configMapKeyRef"]
    assert reference["name"] == config_map["metadata"]["name"]
    assert base64.b64decode(config_map["binaryData"][reference["key"]]) == PNG
    assert "body" not in request_in(found)


def test_a_body_that_no_config_map_holds_is_refused():
    with pytest.raises(ConversionError, match="a ConfigMap holds about"):
        asked(path="/", body=b"\xff" * 1_000_000)


def test_a_header_without_a_colon_is_refused():
    with pytest.raises(ConversionError, match="is not like"):
        asked(path="/", body=b"", headers=("X-Key",))


def test_the_comment_stands_above_the_field_that_it_is_about():
    lines = text(deployment(), request=RequestChoices()).splitlines()
    place = lines.index("    request:")
    assert lines[place - 2].startswith("    # TO DO: path and body are placeholders")


def test_the_manifest_is_yaml_with_all_notes_as_comments():
    found = text("sidecar", request=RequestChoices(path="/", body=PNG))
    assert [one["kind"] for one in yaml.safe_load_all(found)] == ["ConfigMap", "ModelBenchmark"]
    assert "# left out: nodeName: gpu-node-7" in found
    assert max(map(len, found.splitlines())) <= 100


@pytest.mark.parametrize(
    ("name", "made"),
    [("Predict_API", "predict-api"), ("2nd", "nd"), ("a" * 50, "a" * 40), ("_", "model")],
)
def test_a_name_is_made_one_that_a_benchmark_may_have(name, made):
    assert benchmark_name(name) == made
