"""The package has ranges, the images have pins, and the pins are within the ranges."""

import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from tools.kubectl import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RANGES = [Requirement(text) for text in (*PROJECT["dependencies"], *EXTRAS["report"])]
RANGES += [Requirement(text) for text in EXTRAS["operator"]]
FILES = ("requirements.txt", "requirements-cli.txt", "requirements.lock")
LARGE = {"kubernetes", "kopf", "aiohttp", "pydantic", "prometheus_client", "jsonpath_ng", "hdrh"}
PAGES = {"matplotlib", "jinja2", "numpy"}
LINUX = {"fcntl", "resource", "grp", "pwd", "termios"}


def pins():
    texts = ((ROOT / "operator" / name).read_text() for name in FILES)
    found = re.findall(r"(?m)^([\w-]+)==([^\s\\]+)", "\n".join(texts))
    return {name.lower(): version for name, version in found}


@pytest.mark.parametrize("wanted", RANGES, ids=str)
def test_a_range_has_an_end_and_the_pin_in_it(wanted):
    assert any(one.operator == "<" for one in wanted.specifier)
    assert wanted.specifier.contains(pins()[wanted.name])


def test_every_pinned_package_that_is_asked_for_is_in_a_range():
    asked = set()
    for name in ("requirements.txt", "requirements-cli.txt"):
        asked |= set(re.findall(r"(?m)^([\w-]+)==", (ROOT / "operator" / name).read_text()))
    assert asked <= {one.name for one in RANGES}


@pytest.fixture(scope="module")
def imported():
    """What the help of the program imports, which is what all commands import."""
    code = (
        "import sys, importlib\n"
        "before = set(sys.modules)\n"
        "from modelbench.cli.main import _COMMANDS\n"
        "for name in _COMMANDS:\n"
        "    importlib.import_module(f'modelbench.cli.{name}')\n"
        "print(*{name.partition('.')[0] for name in sys.modules} - before)\n"
    )
    environment = {"PYTHONPATH": str(ROOT / "operator")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_help_imports_nothing_of_the_operator_and_nothing_that_draws(imported):
    assert {"click", "yaml", "msgspec"} <= imported
    assert not imported & (LARGE | PAGES)


def test_the_command_line_names_no_module_that_linux_alone_has():
    for path in (ROOT / "operator/modelbench/cli").rglob("*.py"):
        found = set(re.findall(r"(?m)^\s*(?:import|from) (\w+)", path.read_text()))
        assert not found & LINUX, path
