"""What the operator needs while many finished benchmarks exist and nothing happens."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.conditions import SUSPENDED, find_condition

from tests.bench import operator_pod
from tests.bench.finished import finished_status
from tests.bench.result import Result
from tests.bench.scrape import REQUESTS, Scrape, scrape
from tests.bench.specs import sample_spec
from tests.bench.waiting import OvertakenError, say, undisturbed
from tests.bench.workspace import Workspace
from tools.waiting import wait_until

_BENCHMARKS = 200
_WINDOW_SECONDS = 60
_SETTLE_SECONDS = 20
_SEEN_SECONDS = 600
_MEBIBYTE = 2**20
_GOAL_MEBIBYTES = 120
_GOAL_MILLICORES = 10
_HOW = (
    f"{_BENCHMARKS} finished benchmarks, the operator restarted and ready for {_SETTLE_SECONDS} s; "
    f"its /metrics at the beginning and the end of {_WINDOW_SECONDS} s"
)


@dataclass(frozen=True)
class Window:
    """The beginning and the end: the scrapes, and the benchmarks' resourceVersions by uid."""

    scrapes: tuple[Scrape, Scrape]
    versions: tuple[dict[str, str], dict[str, str]]


def measure(workspace: Workspace) -> list[Result]:
    """Make the benchmarks, restart the operator and watch it."""
    workspace.wait_quiet()
    make_finished(workspace)
    pod = operator_pod.restart()
    say(f"pod {pod} is ready; {_SETTLE_SECONDS} s for it to settle, then {_WINDOW_SECONDS} s")
    time.sleep(_SETTLE_SECONDS)
    return judge(undisturbed(workspace.wait_quiet, lambda: _watch(workspace, pod)))


def make_finished(workspace: Workspace) -> None:
    """Created suspended, so that nothing starts; finished once the operator has seen them all."""
    say(f"creating {_BENCHMARKS} benchmarks")
    names = [f"idle-{number:03}" for number in range(1, _BENCHMARKS + 1)]
    for name in names:
        workspace.create(name, {**sample_spec(), "suspend": True})
    wait_until(
        lambda: all(map(_is_suspended, workspace.benchmarks(ours=True))),
        _SEEN_SECONDS,
        f"the operator has written the status of {_BENCHMARKS} suspended benchmarks",
        2.0,
    )
    for name in names:
        workspace.api.merge(f"{workspace.url(name)}/status", {"status": finished_status(name)})
    _check_finished(workspace.benchmarks(ours=True))


def _check_finished(benchmarks: list[dict[str, Any]]) -> None:
    finished = sum(parse_benchmark(item).is_finished for item in benchmarks)
    if (finished, len(benchmarks)) != (_BENCHMARKS, _BENCHMARKS):
        raise RuntimeError(f"{finished} of {len(benchmarks)} benchmarks are finished, not all")


def _is_suspended(document: Mapping[str, Any]) -> bool:
    conditions = parse_benchmark(document).status.conditions
    condition = find_condition(conditions, SUSPENDED)
    return condition is not None and condition.is_true


def _watch(workspace: Workspace, pod: str) -> Window:
    """OvertakenError when others' benchmarks changed meanwhile: the operator had work then."""
    others = versions(workspace.benchmarks(ours=False))
    before = versions(workspace.benchmarks(ours=True))
    begin = scrape(pod)
    check_known(begin)
    time.sleep(_WINDOW_SECONDS)
    end = scrape(pod)
    after = versions(workspace.benchmarks(ours=True))
    if versions(workspace.benchmarks(ours=False)) != others:
        raise OvertakenError("a benchmark of another namespace changed")
    return Window((begin, end), (before, after))


def check_known(begin: Scrape) -> None:
    """RuntimeError when the operator does not hold all benchmarks: it would idle for nothing."""
    if begin.benchmarks < _BENCHMARKS:
        raise RuntimeError(f"the operator knows {begin.benchmarks} of {_BENCHMARKS} benchmarks")


def versions(benchmarks: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The resourceVersion of each, by uid."""
    metadata = [item["metadata"] for item in benchmarks]
    return {one["uid"]: one["resourceVersion"] for one in metadata}


def judge(window: Window) -> list[Result]:
    """Memory, processor and writes."""
    return [_memory(*window.scrapes), _processor(*window.scrapes), _writes(window)]


def _memory(begin: Scrape, end: Scrape) -> Result:
    mebibytes = max(begin.resident_bytes, end.resident_bytes) / _MEBIBYTE
    return Result(
        name="idle memory",
        value=f"{mebibytes:.0f} MiB resident",
        goal=f"below {_GOAL_MEBIBYTES} MiB",
        met=mebibytes < _GOAL_MEBIBYTES,
        how=f"{_HOW}; the greater process_resident_memory_bytes",
        details=(f"the operator knows {begin.benchmarks} benchmarks",),
    )


def _processor(begin: Scrape, end: Scrape) -> Result:
    millicores = 1000 * (end.cpu_seconds - begin.cpu_seconds) / (end.at - begin.at)
    return Result(
        name="idle CPU",
        value=f"{millicores:.1f} millicores",
        goal=f"below {_GOAL_MILLICORES} millicores",
        met=millicores < _GOAL_MILLICORES,
        how=f"{_HOW}; growth of process_cpu_seconds_total, probes and one scrape included",
    )


def _writes(window: Window) -> Result:
    begin, end = window.scrapes
    before, after = window.versions
    changed = sum(after.get(uid) != version for uid, version in before.items())
    counted = None if begin.writes is None or end.writes is None else end.writes - begin.writes
    told = f"not counted, there is no {REQUESTS}" if counted is None else f"{counted:.0f}"
    return Result(
        name="idle writes",
        value=f"{changed} of {len(before)} benchmarks changed",
        goal="no write",
        met=changed == 0 and not counted,
        how=f"{_HOW}; resourceVersions of the benchmarks, and requests other than GET",
        details=(f"requests other than GET: {told}",),
    )
