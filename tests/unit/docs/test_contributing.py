"""docs/contributing.md names files that exist, and all that a scenario needs."""

import re

import pytest
from modelbench.api.scenarios import Scenarios, ScenarioStatuses
from modelbench.scenarios.registry import SCENARIOS, Measure, Metrics, Page, Summary, View
from msgspec.structs import fields

from tests.unit.docs.pages import ROOT

TEXT = (ROOT / "docs" / "contributing.md").read_text()
PACKAGE = ROOT / "operator" / "modelbench"
PLACES = (ROOT, PACKAGE, PACKAGE / "api", PACKAGE / "metrics", PACKAGE / "decision")
PLACES = (*PLACES, ROOT / "tests" / "api")
FILES = re.compile(r"`([\w./<>]+(?:\.py|/))`")
NAMES = re.compile(r"`(_?[A-Z][A-Z_]+|_[a-z_]+|[A-Z][a-z]+[A-Z]\w+|page_section)`")
PLANES = (Summary, Measure, Metrics, View, Page)


def entries():
    """The text of each entry of "How to add", by what is added."""
    text = TEXT.partition("## How to add")[2].partition("\n## ")[0]
    parts = re.split(r"^\*\*an? ([^.*]+?)\.?\*\*", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def exists(path):
    return any((place / path).exists() for place in PLACES)


def planes():
    return {plane.__name__.lower() for plane in PLANES}


def test_there_is_an_entry_for_each_thing_that_is_added():
    expected = ["field of the spec", "value in the status", "scenario", "metric", "section"]
    others = ["example with an image of its own", "source of init"]
    assert [*entries()] == [*expected, "price sheet", "reason", *others]


@pytest.mark.parametrize("thing", entries())
@pytest.mark.parametrize("package", [one.package for one in SCENARIOS])
def test_every_file_that_an_entry_names_exists(thing, package):
    named = [path.replace("<name>", package) for path in FILES.findall(entries()[thing])]
    folder = PACKAGE / "scenarios" / package
    assert not [path for path in named if not exists(path) and not (folder / path).exists()]


@pytest.mark.parametrize("thing", entries())
def test_every_name_that_an_entry_gives_is_in_the_code(thing):
    code = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    names = NAMES.findall(entries()[thing])
    assert not [name for name in names if not re.search(rf"\b{name}\b", code)]


def test_the_modules_of_a_scenario_are_those_of_its_contract():
    named = {path.removesuffix(".py") for path in FILES.findall(entries()["scenario"])}
    assert planes() <= named


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.package)
def test_every_scenario_has_what_the_entry_asks_for(scenario):
    assert all(getattr(scenario, plane) for plane in planes())
    for struct in (Scenarios, ScenarioStatuses):
        names = {field.name: field.encode_name for field in fields(struct)}
        assert names[scenario.package] == scenario.name
    assert f"`{scenario.name}`" in (ROOT / "docs" / "scenarios.md").read_text()


def test_no_loop_over_the_scenarios_is_written_out():
    """A module that names all of them, apart from their own, would have to know a new one, too."""
    packages = [scenario.package for scenario in SCENARIOS]
    own = {PACKAGE / "api" / "scenarios" / "__init__.py", PACKAGE / "scenarios" / "registry.py"}
    naming = [
        path
        for path in {*PACKAGE.rglob("*.py")} - own
        if all(re.search(rf"\b{package}\b", path.read_text()) for package in packages)
    ]
    assert not naming
