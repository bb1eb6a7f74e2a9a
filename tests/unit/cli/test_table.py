import pytest
from modelbench.cli import main, table
from modelbench.cli.table import table_lines

from tests.unit.cli.console import Cluster, benchmark, ended, invoke

NAMES = ("Name", "Succeeded", "Reason", "Serverless Cold Start", "Recommendation", "Age")
CELLS = ("b", "True", "Completed", "1851 ms [1592, 2350] n=6", "serverless", "4h20m")


def made(*rows, columns=NAMES):
    return {
        "columnDefinitions": [{"name": name} for name in columns],
        "rows": [
            {"cells": row, "object": {"metadata": {"name": row[0], "namespace": "n"}}}
            for row in rows
        ],
    }


@pytest.mark.parametrize(
    ("width", "left_out"),
    [(None, set()), (100, set()), (60, {"SERVERLESS COLD START"}),
     (20, {"SERVERLESS COLD START", "AGE"})],
)  # fmt: skip
def test_a_narrow_terminal_shows_what_came_of_it(width, left_out):
    head, _ = table_lines(made(CELLS), False, (), False, width)
    assert {name.upper() for name in NAMES if name.upper() not in head} == left_out


def test_a_wide_table_has_the_columns_of_lower_priority():
    lines = invoke(Cluster(benchmark("b", status=ended())), "get", "-o", "wide").stdout.splitlines()
    assert lines[0].split() == ["NAME", "SUCCEEDED", "IMAGE"]


def test_several_are_shown_by_name():
    cluster = Cluster(*(benchmark(name, status=ended()) for name in "bcd"))
    text = invoke(cluster, "get", "b", "d").stdout
    assert [line for line in text.splitlines() if line.startswith("==")] == ["== n/b", "== n/d"]
    names = invoke(cluster, "get", "b", "d", "-o", "name").stdout.splitlines()
    assert names == ["modelbenchmark.modelbench.dev/b", "modelbenchmark.modelbench.dev/d"]
    assert len(invoke(cluster, "get", "b", "d", "-o", "wide").stdout.splitlines()) == 3


def test_one_of_several_that_is_not_there_is_named():
    result = invoke(Cluster(benchmark("b")), "get", "b", "gone")
    assert result.exit_code == 1
    assert "there is no ModelBenchmark gone" in result.stderr


def watched(monkeypatch, looks, *arguments):
    """What is written of tables that are seen one after the other, until Ctrl-C."""
    cluster, left = Cluster(), list(looks)

    def sleep(_):
        if not left:
            raise KeyboardInterrupt

    monkeypatch.setattr(cluster, "list_table", lambda _path: left.pop(0))
    monkeypatch.setattr(table.time, "sleep", sleep)
    result = invoke(cluster, "get", "--watch", *arguments)
    assert isinstance(result.exception, SystemExit)
    return result.stdout.splitlines()


def test_watching_shows_the_rows_that_change(monkeypatch):
    columns = ("Name", "Succeeded", "Age")
    looks = [
        made(("b", "Unknown", "1s"), ("c", "Unknown", "1s"), columns=columns),
        made(("b", "Unknown", "3s"), ("c", "Unknown", "3s"), columns=columns),
        made(("b", "True", "5s"), ("c", "Unknown", "5s"), columns=columns),
    ]
    lines = watched(monkeypatch, looks)
    assert [line.split() for line in lines] == [
        ["NAME", "SUCCEEDED"], ["b", "Unknown"], ["c", "Unknown"], ["b", "True"],
    ]  # fmt: skip
    assert len(watched(monkeypatch, looks, "c")) == 2


def test_watching_is_of_the_table_alone():
    assert invoke(Cluster(), "get", "-w", "-o", "json").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--context", "c", "--kubeconfig", "k", "-n", "m", "get"),
        ("get", "--context", "c", "--kubeconfig", "k", "-n", "m"),
        ("-n", "other", "--context", "c", "get", "--kubeconfig", "k", "-n", "m"),
    ],
)
def test_the_cluster_can_be_chosen_before_the_command_and_behind_it(monkeypatch, words):
    asked = []

    def connect(context, kubeconfig):
        asked.append((context, str(kubeconfig)))
        return main.Connection(Cluster(), "n", "https://cluster")

    monkeypatch.setattr(main, "connect", connect)
    from click.testing import CliRunner

    result = CliRunner().invoke(main.modelbench, words)
    assert asked == [("c", "k")]
    assert result.stderr == "No ModelBenchmarks in namespace m.\n"
