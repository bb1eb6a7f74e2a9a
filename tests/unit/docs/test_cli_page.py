"""docs/cli.md has every command and every exit code."""

import re

from modelbench.cli import main
from modelbench.cli.exit_codes import EXIT_CODES

from tests.unit.docs.pages import ROOT

TEXT = (ROOT / "docs" / "cli.md").read_text()
ROWS = re.findall(r"(?m)^\| `?([a-z0-9]+)[^|]*\|", TEXT)


def test_every_command_has_a_row():
    assert set(main._COMMANDS) <= set(ROWS)


def test_every_exit_code_of_run_has_a_row():
    codes = re.findall(r"(?m)^  (\d+)  ", EXIT_CODES)
    assert codes
    assert set(codes) <= set(ROWS)
