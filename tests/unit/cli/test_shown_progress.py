import io

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.cli.view import show_end, view_for
from msgspec.structs import replace
from rich.console import Console

from tests.unit.cli.console import benchmark, ended
from tests.unit.cli.test_progress import found, running

COLD = {"coldStart": {"trials": 10, "maxTrials": 30}}


def show(looks, *, terminal=False):
    """What the view writes of looks: (seconds, benchmarks)."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)
    view = view_for(console)
    with view.running():
        for seconds, benchmarks in looks:
            view.show(benchmarks, seconds)
    return console.file.getvalue()


def at(trials):
    said = f"cold starts: serverless {trials} of 10 to 30"
    variants = found(serverless={"cold_start": ColdStartStatus(trials=trials)})
    return running(COLD, progress=said, variants=variants)


def that_ended(name="b", **status):
    return parse_benchmark(benchmark(name, status=ended(**status)))


def test_without_a_terminal_news_come_at_most_every_ten_seconds():
    lines = show([(n, [at(n)]) for n in range(25)]).splitlines()
    assert [line.split()[0] for line in lines] == ["0", "10", "20"]
    assert lines[1] == "   10 s  b: cold starts: serverless 10 of 10 to 30"


def test_a_change_of_the_scenario_is_told_at_once():
    burst = {**COLD, "burst": {"requests": 5, "trials": 3}}
    first = running(burst, progress="cold starts")
    second = running(burst, measured=("coldStart",), progress="bursts")
    lines = show([(0, [first]), (1, [second])]).splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == ["starts", "bursts"]


def test_the_same_word_is_not_repeated():
    assert len(show([(n, [at(3)]) for n in range(60)]).splitlines()) == 1


def test_without_a_terminal_nothing_steers_one():
    assert "\x1b" not in show([(0, [at(1)]), (20, [that_ended()])])


def test_a_terminal_shows_name_count_and_word():
    text = show([(75, [at(7)])], terminal=True)
    assert "1:15" in text
    assert "7 of 20 to 60" in text
    assert "cold starts: serverless 7 of 10 to 30" in text


def test_of_several_on_a_terminal_those_that_ended_show_how():
    failed = that_ended("gone", status="False", reason="NotReady", message="never [ready]")
    text = show([(75, [at(7), failed])], terminal=True)
    assert "gone failed (NotReady): never [ready]" in text


@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_container_says_neither_steers_the_terminal_nor_forges_a_line(terminal):
    hostile = "last words\x1b]0;owned\x07\nb succeeded"
    waits = running(COLD, progress=hostile)
    failed = that_ended("gone", status="False", reason="NotReady", message=hostile)
    text = show([(0, [waits, failed])], terminal=terminal)
    assert "\x1b]0;" not in text
    assert "\x07" not in text
    assert (
        "last words\N{REPLACEMENT CHARACTER}]0;owned\N{REPLACEMENT CHARACTER} b succeeded" in text
    )


def end_of(found):
    console = Console(file=io.StringIO(), width=100)
    show_end(console, found)
    return console.file.getvalue()


def test_the_last_line_says_how_long_it_took():
    times = {"startTime": "2026-01-01T00:00:00Z", "completionTime": "2026-01-01T00:08:05Z"}
    assert end_of(that_ended(**times)) == "\N{CHECK MARK} b succeeded (8 min 5 s)\n"


def test_the_last_line_is_one_line_whatever_ended_it():
    failed = that_ended(status="False", reason="NotReady", message="why\nforged\x1b[2J")
    name = replace(failed.metadata, name="b")
    text = end_of(replace(failed, metadata=name))
    expected = "b failed (NotReady): why forged\N{REPLACEMENT CHARACTER}[2J"
    assert text == f"\N{BALLOT X} {expected}\n"


def test_without_a_terminal_a_line_is_written_when_it_is_news_and_not_at_the_end():
    console = Console(file=io.StringIO(), force_terminal=False, width=100)
    view = view_for(console)
    with view.running():
        view.show([at(1)], 0)
        assert "1 of 10 to 30" in console.file.getvalue()
