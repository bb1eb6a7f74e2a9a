"""Chooses the benchmarks of a scrape that cannot have all: its size is bounded.

Namespaces take turns, and within one its series of benchmarks, so that nobody's many benchmarks
hide those of others. Those that have not ended come before those that have, and newer ones before
older ones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TypeVar

from modelbench.controller.kept import Kept

T = TypeVar("T")


def choose(kept: Iterable[Kept], most_bytes: int) -> list[Kept]:
    """Choose those that are exported, in the order of ``kept``; what does not fit is left out."""
    known = [one for one in kept if one.exported is not None]
    chosen: set[int] = set()
    left = most_bytes
    for one in _in_turn(known):
        if one.size <= left:
            left -= one.size
            chosen.add(id(one))
    return [one for one in known if id(one) in chosen]


def _in_turn(kept: Iterable[Kept]) -> Iterator[Kept]:
    newest = sorted(kept, key=_age, reverse=True)
    by_series = _turns(newest, lambda one: (one.benchmark.metadata.namespace, one.series))
    return iter(_turns(by_series, attrgetter("benchmark.metadata.namespace")))


def _turns(kept: Iterable[Kept], group: Callable[[Kept], T]) -> list[Kept]:
    """The first of each group, then the second of each, and so on."""
    lines: dict[T, int] = defaultdict(int)
    placed = []
    for one in kept:
        placed.append((lines[group(one)], one))
        lines[group(one)] += 1
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _age(one: Kept) -> tuple[bool, str]:
    benchmark = one.benchmark
    created = benchmark.metadata.creation_timestamp or ""
    return not benchmark.is_finished, benchmark.status.completion_time or created
