"""Shows how running benchmarks get on: live lines on a terminal, else a line now and then."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from modelbench.cli.progress import TimeLeft, Work, word, work_at_hand
from modelbench.cli.verdict import Verdict, sentence, verdict_of

Document = Mapping[str, Any]
_LINE_EVERY_SECONDS = 10
_BAR_WIDTH = 24
_MARKS = {
    Verdict.SUCCEEDED: Text("✓", "green"),
    Verdict.FAILED: Text("✗", "red"),
    Verdict.OBJECTIVES_MISSED: Text("✗", "red"),
    Verdict.OBJECTIVES_INCONCLUSIVE: Text("?", "yellow"),
    Verdict.UNFINISHED: Text("…", "yellow"),
}


class View(Protocol):
    """Is told the state of all benchmarks again and again."""

    def running(self) -> AbstractContextManager[object]:
        """Holds the output while benchmarks run."""

    def show(self, benchmarks: Sequence[Document], passed_seconds: float) -> None:
        """The benchmarks as they stand, so many seconds after the first look."""


def view_for(console: Console) -> View:
    """The view that fits to where the output goes."""
    return LiveView(console) if console.is_terminal else LineView(console)


def show_end(console: Console, benchmark: Document) -> None:
    """What came of a benchmark, in a line that stays."""
    mark, name = _MARKS[verdict_of(benchmark)], _name(benchmark)
    status = benchmark.get("status", {})
    line = Text.assemble(mark, f" {name} ", sentence(benchmark), _took(status))
    console.print(line, soft_wrap=True)


def _took(status: Document) -> str:
    if not {"startTime", "completionTime"} <= status.keys():
        return ""
    begin, end = (datetime.fromisoformat(status[key]) for key in ("startTime", "completionTime"))
    minutes, seconds = divmod(round((end - begin).total_seconds()), 60)
    return f" ({minutes} min {seconds} s)"


def _name(benchmark: Document) -> str:
    name: str = benchmark["metadata"]["name"]
    return name


def _key(benchmark: Document) -> tuple[str, str]:
    return benchmark["metadata"]["namespace"], _name(benchmark)


class LineView:
    """A line when the scenario or the reason changes, and at most every ten seconds what is new."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._left = TimeLeft()
        self._shown: dict[tuple[str, str], tuple[object, str, float]] = {}

    def running(self) -> AbstractContextManager[object]:
        """Nothing is held: a console as a context would keep all lines until its end."""
        return nullcontext()

    def show(self, benchmarks: Sequence[Document], passed_seconds: float) -> None:
        """Print what is new of those that go on."""
        for benchmark in benchmarks:
            left = self._left.text(benchmark, datetime.now(UTC))
            if verdict_of(benchmark) is Verdict.UNFINISHED and self._is_due(
                benchmark, passed_seconds
            ):
                line = f"{passed_seconds:5.0f} s  {_name(benchmark)}: {word(benchmark)}"
                self._console.print(Text(f"{line} ({left})" if left else line), soft_wrap=True)

    def _is_due(self, benchmark: Document, passed_seconds: float) -> bool:
        stage, text = _stage(benchmark), word(benchmark)
        before, said, at_seconds = self._shown.get(_key(benchmark), (None, "", 0.0))
        waits = stage == before and passed_seconds - at_seconds < _LINE_EVERY_SECONDS
        if waits or (stage, text) == (before, said):
            return False
        self._shown[_key(benchmark)] = (stage, text, passed_seconds)
        return True


def _stage(benchmark: Document) -> object:
    conditions = benchmark.get("status", {}).get("conditions", ())
    reason = next((c["reason"] for c in conditions if c["type"] == "Succeeded"), None)
    work = work_at_hand(benchmark)
    return reason, work and work.scenario


class LiveView:
    """Two lines a benchmark, drawn anew while it runs and removed at the end."""

    def __init__(self, console: Console) -> None:
        self._left = TimeLeft()
        self._spinner = Spinner("dots")
        self._live = Live(console=console, refresh_per_second=8, transient=True)

    def running(self) -> AbstractContextManager[object]:
        """The lines are there as long as it is open."""
        return self._live

    def show(self, benchmarks: Sequence[Document], passed_seconds: float) -> None:
        """Draw the lines."""
        blocks = (self._block(benchmark, passed_seconds) for benchmark in benchmarks)
        self._live.update(Group(*blocks))

    def _block(self, benchmark: Document, passed_seconds: float) -> Group:
        verdict = verdict_of(benchmark)
        if verdict is not Verdict.UNFINISHED:
            end = Text.assemble(_MARKS[verdict], f" {_name(benchmark)} ", sentence(benchmark))
            return Group(end)
        work = work_at_hand(benchmark)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_row(
            self._spinner,
            f"{passed_seconds // 60:.0f}:{passed_seconds % 60:02.0f}",
            Text(_name(benchmark), "bold"),
            *(() if work is None else (_bar(work), _count(work))),
            self._left.text(benchmark, datetime.now(UTC)),
        )
        said = Text(f"   {word(benchmark)}", "dim", no_wrap=True, overflow="ellipsis")
        return Group(grid, said)


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
