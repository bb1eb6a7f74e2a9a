import os
import stat
import subprocess
import sys

import click
import pytest
from click.shell_completion import ShellComplete
from modelbench.cli import connection
from modelbench.cli.connection import Connection
from modelbench.cli.main import modelbench

from tests.unit.cli.console import Cluster, benchmark, invoke
from tools.kubectl import ROOT


def completed(*words):
    *before, last = words
    found = ShellComplete(modelbench, {}, "modelbench", "_MODELBENCH_COMPLETE")
    return [one.value for one in found.get_completions(before, last)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell):
    text = invoke(Cluster(), "completion", shell).stdout
    assert f"_MODELBENCH_COMPLETE={shell}_complete" in text


def test_commands_and_options_are_completed():
    assert completed("comp") == ["compare", "completion"]
    assert "--kubeconfig" in completed("get", "--k")


def test_names_are_those_of_the_cluster_that_was_chosen(monkeypatch):
    asked = []

    def connect(context, kubeconfig):
        asked.append((context, kubeconfig))
        return Connection(Cluster(benchmark("first"), benchmark("second")), "n")

    monkeypatch.setattr(connection, "connect", connect)
    assert completed("get", "--context", "c", "f") == ["first"]
    assert asked == [("c", None)]


def test_without_a_cluster_no_name_is_known_and_nothing_is_said(monkeypatch, capsys):
    def connect(_context, _kubeconfig):
        raise click.ClickException("none")

    monkeypatch.setattr(connection, "connect", connect)
    assert completed("logs", "") == []
    assert capsys.readouterr().err == ""


def test_kubectl_gets_a_program_that_answers_as_it_wants(tmp_path):
    text = invoke(Cluster(), "completion", "kubectl").stdout
    command = f'#!/bin/sh\nexec {sys.executable} -m modelbench.cli "$@"\n'
    for name, content in (("kubectl_complete-modelbench", text), ("modelbench", command)):
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod((tmp_path / name).stat().st_mode | stat.S_IXUSR)
    path = f"{tmp_path}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "operator")}
    asked = [str(tmp_path / "kubectl_complete-modelbench"), "re"]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["report", ":4"]
