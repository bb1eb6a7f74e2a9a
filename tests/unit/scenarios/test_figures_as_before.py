"""Stored samples of two variants give every value of their findings as they always did."""

import json
from pathlib import Path

import pytest
from modelbench.api.samples import load_samples
from modelbench.api.values import dump
from modelbench.decision.conclusions import conclude
from modelbench.scenarios.findings import condition_updates, find

from tests.unit.made.specs import spec

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))
DECIDED = ("answer", "cost", "traffic", "objectives", "recommendation")


def expected(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def measured(name):
    """The samples, the spec, and what is found without costs."""
    asked = spec(**expected(name)["spec"])
    samples = load_samples((GOLDEN / f"{name}.samples.json.gz").read_bytes())
    found = find(samples, asked)
    return samples, asked, found, condition_updates(samples, asked, found)


def without_costs(findings):
    variants = [
        {field: value for field, value in variant.items() if field != "cost"}
        for variant in findings["variants"]
    ]
    rest = {field: value for field, value in findings.items() if field not in DECIDED}
    return {**rest, "variants": variants}


def test_there_are_stored_samples():
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_what_was_measured_is_as_before(name):
    _, _, found, updates = measured(name)
    assert dump(found) == without_costs(expected(name)["findings"])
    before = [one for one in expected(name)["updates"] if one["type"] != "ObjectivesMet"]
    assert dump(updates) == before


@pytest.mark.parametrize("name", NAMES)
def test_what_was_concluded_is_as_before(name):
    samples, asked, found, updates = measured(name)
    found, updates = conclude(found, updates, samples, asked)
    assert dump(found) == expected(name)["findings"]
    assert dump(updates) == expected(name)["updates"]
