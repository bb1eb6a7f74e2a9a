"""What the operator keeps of each benchmark: thousands of finished ones must cost little."""

import logging
from dataclasses import dataclass

from msgspec.structs import replace

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import SUCCEEDED, SUSPENDED
from modelbench.api.request import without_content
from modelbench.api.spec import Model, Spec
from modelbench.api.status import Status
from modelbench.controller.metric_lines import metric_lines, pack

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """One benchmark: what the queue needs, and its lines in a scrape, packed.

    ``exported`` is None when it has none; ``size`` is how many bytes they are in a scrape.
    """

    benchmark: Benchmark
    series: str = ""
    exported: bytes | None = None
    size: int = 0

    @property
    def version(self) -> tuple[str, str] | None:
        """The uid and the resourceVersion of this state; None when the latter is not known."""
        metadata = self.benchmark.metadata
        return (metadata.uid, metadata.resource_version) if metadata.resource_version else None


def keep(benchmark: Benchmark, before: Kept | None = None) -> Kept:
    """Keep a benchmark. A status that cannot be exported is logged, once in a row."""
    try:
        lines = metric_lines(benchmark)
    except Exception as error:
        if before is None or before.exported is not None:
            name = "/".join(benchmark.key)
            logger.warning("ModelBenchmark %s is left out of the metrics: %s", name, error)
        return Kept(lean(benchmark), benchmark.series)
    size = sum(len(text.encode()) for text in lines.values())
    return Kept(lean(benchmark), benchmark.series, pack(lines), size)


def lean(benchmark: Benchmark) -> Benchmark:
    """No more of it than who measures next, and when, depends on."""
    status = benchmark.status
    conditions = tuple(
        replace(condition, message="")
        for condition in status.conditions
        if condition.type in (SUCCEEDED, SUSPENDED)
    )
    return replace(
        benchmark,
        metadata=replace(benchmark.metadata, labels={}),
        spec=_lean_spec(benchmark.spec),
        status=Status(
            start_time=status.start_time,
            completion_time=status.completion_time,
            conditions=conditions,
        ),
    )


def _lean_spec(spec: Spec) -> Spec:
    model = _lean_model(spec.model)
    return replace(spec, model=model, variants=(), traffic=(), cost=None, objectives=())


def _lean_model(model: Model) -> Model:
    request = without_content(model.request)
    return replace(model, request=request, command=(), args=(), env=())
