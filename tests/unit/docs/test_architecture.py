"""docs/architecture.md shows the layers that are enforced, and leaves no package out."""

import re
import tomllib
from fnmatch import fnmatch

from tests.unit.docs.pages import ROOT, blocks, links

PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ROOT / "operator" / "modelbench"
# They measure (``load_usage`` is read meanwhile) or show; the registry only loads the others.
IMPURE = re.compile(r"^(__init__|measure|load_usage|((stream|usage)_)?(metrics|view)|page)$|plot")


def test_the_layers_are_those_that_are_enforced():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    contracts = tools["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["type"] == "layers"]
    assert layers in [block.text.splitlines() for block in blocks(PAGE)]


def test_every_package_has_its_line():
    packages = {path.parent.name for path in PACKAGES.glob("*/__init__.py")}
    told = {target.rpartition("/")[2] for target in links(PAGE) if "modelbench/" in target}
    assert packages <= told


def test_all_of_a_scenario_but_measuring_and_showing_is_proved_pure():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    [pure] = [one for one in tools["importlinter"]["contracts"] if "Pure rooms" in one["name"]]
    scenarios = PACKAGES / "scenarios"
    modules = {
        ".".join(path.relative_to(PACKAGES.parent).with_suffix("").parts)
        for path in scenarios.rglob("*.py")
        if not IMPURE.search(path.stem) and path != scenarios / "registry.py"
    }
    patterns = pure["source_modules"]
    assert not {one for one in modules if not any(fnmatch(one, part) for part in patterns)}
