import sys

import pytest
from modelbench.cli.main import main

from tests.unit.cli.console import Cluster, invoke


def usage(monkeypatch, capsys, program):
    monkeypatch.setattr(sys, "argv", [program, "--help"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    return capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("/usr/bin/modelbench", "modelbench"),
        ("/usr/bin/kubectl-modelbench", "kubectl modelbench"),
        ("modelbench/cli/__main__.py", "modelbench"),
    ],
)
def test_help_shows_what_was_typed(monkeypatch, capsys, program, name):
    assert usage(monkeypatch, capsys, program) == f"Usage: {name} [OPTIONS] COMMAND [ARGS]..."


def test_help_needs_no_cluster():
    for command in ("run", "get", "logs"):
        assert invoke(None, command, "--help").exit_code == 0


def test_an_unknown_command_is_named():
    result = invoke(Cluster(), "measure")
    assert result.exit_code == 2
    assert "No such command 'measure'" in result.stderr
