"""The benchmarks as they were last seen, for the metrics and for a first look at the queue."""

import threading
from collections.abc import Iterable
from operator import itemgetter

from msgspec.structs import replace

from modelbench.api.benchmark import Benchmark
from modelbench.api.decision_status import RecommendationStatus
from modelbench.api.spec import Model, ModelOverrides, Spec

Key = tuple[str, str]
"""Namespace and name."""


class Store:
    """Keeps of each benchmark what metrics and the queue need. Safe to share between threads.

    The watch and the list write to it side by side. What the watch tells while a list is under way
    is newer than that list, so the list leaves it alone.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._benchmarks: dict[Key, Benchmark] = {}
        self._told: set[Key] = set()

    def put(self, benchmark: Benchmark) -> None:
        """Remember the latest state."""
        with self._lock:
            self._told.add(benchmark.key)
            self._benchmarks[benchmark.key] = lean(benchmark)

    def get(self, key: Key) -> Benchmark | None:
        """The latest state of one."""
        return self._benchmarks.get(key)

    def remove(self, key: Key) -> None:
        """Its metrics disappear with the next scrape."""
        with self._lock:
            self._told.add(key)
            self._benchmarks.pop(key, None)

    def begin_list(self) -> None:
        """A list is asked for: what is told from now on is newer."""
        with self._lock:
            self._told.clear()

    def end_list(self, benchmarks: Iterable[Benchmark]) -> None:
        """Have those that a list holds, and no others."""
        listed = {benchmark.key: benchmark for benchmark in benchmarks}
        with self._lock:
            told = {key: self._benchmarks.get(key) for key in self._told}
            newer = {key: benchmark for key, benchmark in told.items() if benchmark is not None}
            older = {key: found for key, found in listed.items() if key not in told}
            self._benchmarks = older | newer

    def all(self) -> list[Benchmark]:
        """Every benchmark, by namespace and name."""
        with self._lock:
            known = list(self._benchmarks.items())
        return [benchmark for _, benchmark in sorted(known, key=itemgetter(0))]


def lean(benchmark: Benchmark) -> Benchmark:
    """Without what is large and is never a metric: hundreds of finished ones stay in memory."""
    status = benchmark.status
    recommendation = tuple(_lean_recommendation(found) for found in status.recommendation)
    return replace(
        benchmark,
        spec=_lean_spec(benchmark.spec),
        status=replace(status, recommendation=recommendation),
    )


def _lean_spec(spec: Spec) -> Spec:
    variants = tuple(
        replace(variant, model=ModelOverrides(image=variant.model.image))
        for variant in spec.variants
    )
    return replace(spec, model=_lean_model(spec.model), variants=variants)


def _lean_model(model: Model) -> Model:
    request = replace(model.request, headers=(), body=None)
    return replace(model, request=request, command=(), args=(), env=())


def _lean_recommendation(found: RecommendationStatus) -> RecommendationStatus:
    return replace(found, sentence=None, evidence=(), thresholds=())
