"""Who may measure now: few at a time, since two benchmarks at once would measure each other.

Namespaces take turns, so that nobody who has many benchmarks keeps the others waiting. All of it
follows from the list of benchmarks alone, so a restart changes nobody's place.
"""

from collections import defaultdict
from collections.abc import Container, Iterable

from modelbench.api.benchmark import Benchmark


def count_ahead(
    benchmark: Benchmark,
    everyone: Iterable[Benchmark],
    max_concurrent: int,
    set_aside: Container[str] = (),
) -> int:
    """How many others must end before this one may start; 0: it may start now.

    What is being deleted counts no more, nor does what was set aside: it says so itself, or where
    that could not be stored, its uid is in ``set_aside``.
    """
    others = [other for other in everyone if other.metadata.uid != benchmark.metadata.uid]
    counted = [
        other for other in others if other.metadata.uid not in set_aside and not other.is_set_aside
    ]
    measuring = sum(_is_measuring(other) for other in counted)
    waiting = [benchmark, *(other for other in counted if other.is_waiting)]
    place = in_turn(waiting, _last_starts(others)).index(benchmark)
    return max(0, measuring + place - max_concurrent + 1)


def in_turn(waiting: Iterable[Benchmark], last_starts: dict[str, str]) -> list[Benchmark]:
    """Those that wait, in the order in which they will start.

    Within a namespace the oldest goes first, and of two with the same age the one whose name sorts
    first. The namespace that started one most recently goes last.
    """
    lines: dict[str, list[Benchmark]] = defaultdict(list)
    for benchmark in sorted(waiting, key=_age):
        lines[benchmark.metadata.namespace].append(benchmark)
    namespaces = sorted(lines, key=lambda name: (last_starts.get(name, ""), _age(lines[name][0])))
    ranks = {name: rank for rank, name in enumerate(namespaces)}
    rounds = [
        (place, ranks[name], benchmark)
        for name, line in lines.items()
        for place, benchmark in enumerate(line)
    ]
    return [benchmark for *_, benchmark in sorted(rounds, key=lambda turn: turn[:2])]


def _last_starts(everyone: Iterable[Benchmark]) -> dict[str, str]:
    """When each namespace last started one, as RFC 3339 in UTC, which sorts as time does."""
    found: dict[str, str] = {}
    for benchmark in everyone:
        namespace, start = benchmark.metadata.namespace, benchmark.status.start_time or ""
        found[namespace] = max(start, found.get(namespace, ""))
    return found


def _is_measuring(benchmark: Benchmark) -> bool:
    return benchmark.is_measuring and benchmark.metadata.deletion_timestamp is None


def _age(benchmark: Benchmark) -> tuple[str, str, str]:
    metadata = benchmark.metadata
    return metadata.creation_timestamp or "", metadata.namespace, metadata.name
