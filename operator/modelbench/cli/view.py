"""Shows how running benchmarks get on: live lines on a terminal, else a line now and then."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from modelbench.api.benchmark import Benchmark
from modelbench.cli.exit_codes import ExitCode, exit_code_of, outcome
from modelbench.cli.progress import TimeLeft, Work, stage_text, work_at_hand
from modelbench.display.numbers import took
from modelbench.display.texts import one_line, printable
from modelbench.view.answer import answer_lines
from modelbench.view.text import wrapped

_LINE_EVERY_SECONDS = 10
"""More often a log of CI would be all progress."""

_BAR_WIDTH = 24
_MARKS = {
    ExitCode.SUCCEEDED: Text("✓", "green"),
    ExitCode.FAILED: Text("✗", "red"),
    ExitCode.OBJECTIVES_MISSED: Text("✗", "red"),
    ExitCode.OBJECTIVES_INCONCLUSIVE: Text("?", "yellow"),
    ExitCode.UNFINISHED: Text("…", "yellow"),
}


class View(Protocol):
    """Is told the state of all benchmarks again and again."""

    def running(self) -> AbstractContextManager[object]:
        """Holds the output while benchmarks run."""

    def show(self, benchmarks: Sequence[Benchmark], passed_seconds: float) -> None:
        """The benchmarks as they stand, so many seconds after the first look."""


def view_for(console: Console) -> View:
    """The view that fits to where the output goes."""
    return LiveView(console) if console.is_terminal else LineView(console)


def show_end(console: Console, benchmark: Benchmark) -> None:
    """What came of a benchmark, in a line that stays."""
    duration = took(benchmark.status)
    console.print(_end(benchmark).append(f" ({duration})" if duration else ""), soft_wrap=True)


def show_answer(console: Console, benchmark: Benchmark) -> None:
    """What to choose, last, where nobody has to scroll for it."""
    for line in answer_lines(benchmark.status):
        for part in wrapped(printable(line), console.width, "  "):
            console.print(Text(part), soft_wrap=True)


def _end(benchmark: Benchmark) -> Text:
    text = one_line(f"{benchmark.metadata.name} {outcome(benchmark)}")
    return Text.assemble(_MARKS[exit_code_of(benchmark)], f" {text}")


def _stage_line(benchmark: Benchmark) -> str:
    return one_line(stage_text(benchmark))


class LineView:
    """A line when the scenario or the reason changes, and at most every ten seconds what is new."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._left = TimeLeft()
        self._shown: dict[tuple[str, str], tuple[object, str, float]] = {}

    def running(self) -> AbstractContextManager[object]:
        """Nothing is held: a console as a context would keep all lines until its end."""
        return nullcontext()

    def show(self, benchmarks: Sequence[Benchmark], passed_seconds: float) -> None:
        """Print what is new of those that go on."""
        for benchmark in benchmarks:
            if exit_code_of(benchmark) is not ExitCode.UNFINISHED:
                continue
            # At every look, since the pace counts from the first one.
            left = self._left.text(benchmark, datetime.now(UTC))
            if self._is_due(benchmark, passed_seconds):
                name = one_line(benchmark.metadata.name)
                line = f"{passed_seconds:5.0f} s  {name}: {_stage_line(benchmark)}"
                self._console.print(Text(f"{line} ({left})" if left else line), soft_wrap=True)

    def _is_due(self, benchmark: Benchmark, passed_seconds: float) -> bool:
        stage, text = _stage(benchmark), _stage_line(benchmark)
        before, said, at_seconds = self._shown.get(benchmark.key, (None, "", 0.0))
        waits = stage == before and passed_seconds - at_seconds < _LINE_EVERY_SECONDS
        if waits or (stage, text) == (before, said):
            return False
        self._shown[benchmark.key] = (stage, text, passed_seconds)
        return True


def _stage(benchmark: Benchmark) -> object:
    succeeded, work = benchmark.succeeded, work_at_hand(benchmark)
    return succeeded and succeeded.reason, work and work.scenario


class LiveView:
    """Two lines a benchmark, drawn anew while it runs and removed at the end."""

    def __init__(self, console: Console) -> None:
        self._left = TimeLeft()
        self._spinner = Spinner("dots")
        self._live = Live(console=console, refresh_per_second=8, transient=True)

    def running(self) -> AbstractContextManager[object]:
        """The lines are there as long as it is open."""
        return self._live

    def show(self, benchmarks: Sequence[Benchmark], passed_seconds: float) -> None:
        """Draw the lines."""
        blocks = (self._block(benchmark, passed_seconds) for benchmark in benchmarks)
        self._live.update(Group(*blocks))

    def _block(self, benchmark: Benchmark, passed_seconds: float) -> Group:
        if exit_code_of(benchmark) is not ExitCode.UNFINISHED:
            return Group(_end(benchmark))
        work = work_at_hand(benchmark)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_row(
            self._spinner,
            f"{passed_seconds // 60:.0f}:{passed_seconds % 60:02.0f}",
            Text(one_line(benchmark.metadata.name), "bold"),
            *(() if work is None else (_bar(work), _count(work))),
            self._left.text(benchmark, datetime.now(UTC)),
        )
        stage = Text(f"   {_stage_line(benchmark)}", "dim", no_wrap=True, overflow="ellipsis")
        return Group(grid, stage)


def _bar(work: Work) -> ProgressBar:
    return ProgressBar(
        total=max(work.least, work.done, 1),
        completed=work.done,
        width=_BAR_WIDTH,
        complete_style="cyan",
        finished_style="cyan",
    )


def _count(work: Work) -> str:
    bounds = f"{work.least}" if work.least == work.most else f"{work.least} to {work.most}"
    return f"{work.done} of {bounds}"
