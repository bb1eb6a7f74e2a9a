"""docs/architecture.md shows the layers that are enforced, and leaves no package out."""

import tomllib

from tests.unit.docs.pages import ROOT, blocks, links

PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ROOT / "operator" / "modelbench"


def test_the_layers_are_those_that_are_enforced():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    contracts = tools["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["type"] == "layers"]
    assert layers in [block.text.splitlines() for block in blocks(PAGE)]


def test_every_package_has_its_line():
    packages = {path.parent.name for path in PACKAGES.glob("*/__init__.py")}
    told = {target.rpartition("/")[2] for target in links(PAGE) if "modelbench/" in target}
    assert packages <= told
