"""The sheets that a benchmark asks for: shipped ones, and those of a ConfigMap."""

import pytest
import yaml
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.prices import BUILT_IN, read_built_in
from modelbench.runner.price_sheets import load_sheets
from msgspec.structs import replace

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made.specs import spec

OURS = yaml.safe_dump({**read_built_in("own-cluster"), "provider": "us"})
COST = spec().cost
WITH_OURS = spec(cost={"sheets": {"configMapName": "prices"}}).cost


def load(data=None, cost=WITH_OURS):
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "prices", "namespace": "n"},
        "data": data,
    }
    api = MemoryApi(*([] if data is None else [config_map]))
    return load_sheets(api, Names("n", "b"), cost)


def test_shipped_sheets_come_in_the_order_of_the_spec():
    names = tuple(reversed(BUILT_IN))
    assert tuple(load(cost=replace(COST, sheets=replace(COST.sheets, names=names)))) == names


def test_each_key_of_the_config_map_is_a_sheet():
    found = load({"b.yaml": OURS, "a": OURS})
    assert list(found) == ["own-cluster", "a", "b"]
    assert found["b"]["provider"] == "us"


def test_without_costs_there_are_no_sheets():
    assert load(cost=None) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "ConfigMap prices: does not exist"),
        ({}, "must have 1 to 8 keys"),
        ({str(n): OURS for n in range(9)}, "must have 1 to 8 keys"),
        ({"ours.yaml": "["}, "ours.yaml: not YAML"),
        ({"ours.yaml": "text"}, "ours.yaml: not a mapping"),
        ({"ours.yaml": OURS.replace("0.031611", "free")}, "ours.yaml: prices.vcpuHour: must be"),
        ({"ours.yaml": OURS + "colour: red\n"}, "ours.yaml: colour: is not a field"),
        ({"aws-lambda.yaml": OURS}, "aws-lambda.yaml: a shipped sheet has that name"),
    ],
)
def test_a_bad_sheet_is_refused_with_its_name_and_the_field_s(data, words):
    with pytest.raises(BenchmarkError) as refusal:
        load(data)
    assert refusal.value.reason is Reason.RESOURCES_REJECTED
    assert refusal.value.message.startswith("spec.cost.sheets.configMapName: ConfigMap prices: ")
    assert words in refusal.value.message
