"""When benchmarks started and finished, as vertical lines in every panel that has time."""

from dataclasses import dataclass

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import AnnotationQuery

from dashboard.queries import by, scraped
from dashboard.variables import DATASOURCE

_MILLISECONDS = 1000
_RUN = "benchmark_namespace, benchmark"
_NAMED = "{{benchmark_namespace}}/{{benchmark}}"
_STARTED = "modelbench_benchmark_start_timestamp_seconds"
_FINISHED = "modelbench_benchmark_completion_timestamp_seconds"


class _AtItsValue(AnnotationQuery):
    """An annotation at the moment that a query's values are: the option is Prometheus' own."""

    def to_json(self) -> dict[str, object]:
        title = f"{self.name}: {_NAMED}"
        options = {"useValueForTime": "on", "tagKeys": _RUN, "titleFormat": title}
        return {**super().to_json(), **options}


@dataclass(frozen=True)
class _Moment(Builder[AnnotationQuery]):
    name: str
    metric: str
    color: str

    def build(self) -> AnnotationQuery:
        """The query: those in the time range alone, since a cluster may keep thousands of runs."""
        moments = f"{_MILLISECONDS} * {by(_RUN, scraped(self.metric))}"
        found = _AtItsValue(name=self.name, datasource=DATASOURCE, icon_color=self.color)
        found.expr = f"{moments} >= $__from <= $__to"
        return found


def runs() -> tuple[Builder[AnnotationQuery], ...]:
    """The starts and the ends of all benchmarks that exist."""
    return (
        _Moment("Benchmark started", _STARTED, "blue"),
        _Moment("Benchmark finished", _FINISHED, "purple"),
    )
