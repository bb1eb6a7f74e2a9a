"""A manifest written for an earlier version means what it meant."""

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.values import FormatError

from tests.unit.made import specs

REQUEST = {"path": "/predict", "body": "{}"}
EARLIER = {"bodies": {"configMapName": "pictures"}, "expectedJSONPath": "$.label"}


def request_of(load, **changes):
    model = {**specs.SHORTEST["model"], "request": {**REQUEST, **changes}}
    return parse_benchmark(specs.document(model=model, load=load)).spec.model.request


def test_bodies_of_load_are_those_of_every_request():
    found = request_of(EARLIER)
    assert [one.config_map_name for one in found.bodies] == ["pictures"]
    assert (found.body, found.body_from) == (None, None)
    assert found.expected_json_path == "$.label"


def test_without_bodies_of_load_a_request_keeps_its_own():
    assert request_of({"expectedJSONPath": "$.label"}).body == "{}"


def test_a_path_of_the_request_comes_first():
    assert request_of(EARLIER, expectedJSONPath="$.own").expected_json_path == "$.own"


@pytest.mark.parametrize("field", ["model", "load", "spec"])
def test_what_is_no_object_is_told_with_its_field(field):
    document = specs.document(load=EARLIER)
    place = document if field == "spec" else document["spec"]
    place[field] = "text"
    with pytest.raises(FormatError, match=field):
        parse_benchmark(document)
