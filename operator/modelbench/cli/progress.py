"""How far a running benchmark is, and how long it may still take, from its spec and status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from modelbench.api.benchmark import Benchmark
from modelbench.api.reasons import Reason
from modelbench.api.variants import Variant, variants_of
from modelbench.scenarios.registry import Scenario, asked_scenarios

_MINUTE_SECONDS = 60
# A pace by a single measurement would be its own length, waiting included.
_LEAST_FOR_A_PACE = 2


@dataclass(frozen=True)
class Work:
    """The scenario at hand: what is done of at ``least`` and at ``most`` so many measurements.

    ``number`` is its place among the ``count`` scenarios that were asked for.
    """

    scenario: str
    number: int
    count: int
    done: int
    least: int
    most: int


def work_at_hand(benchmark: Benchmark) -> Work | None:
    """The first scenario that is not measured yet; None when there is none."""
    asked = asked_scenarios(benchmark.spec)
    for number, scenario in enumerate(asked, 1):
        if _is_open(benchmark, scenario):
            covered = list(_covered(benchmark, scenario))
            wanted = [scenario.summary.wanted(variant, benchmark.spec) for variant in covered]
            found = [benchmark.status.variant(variant.name) for variant in covered]
            done = sum(scenario.summary.done(scenario.status_of(one)) for one in found)
            least, most = (sum(bounds[end] for bounds in wanted) for end in (0, 1))
            return Work(scenario.name, number, len(asked), done, least, most)
    return None


def _is_open(benchmark: Benchmark, scenario: Scenario) -> bool:
    conditions = benchmark.status.conditions
    unknown = {one.type for one in conditions if one.is_unknown}
    # Without an open condition nothing is measured, whatever the spec of a variant may be.
    names = (variant.name for variant in _covered(benchmark, scenario)) if unknown else ()
    return any(scenario.condition(name) in unknown for name in names)


def _covered(benchmark: Benchmark, scenario: Scenario) -> Iterator[Variant]:
    return (one for one in variants_of(benchmark.spec) if scenario.summary.covers(one))


def stage_text(benchmark: Benchmark) -> str:
    """Say where it stands: the runner's own message, or why it does not run."""
    succeeded = benchmark.succeeded
    if succeeded is None:
        return "waiting for the operator"
    if succeeded.reason in (Reason.PREPARING, Reason.MEASURING):
        return benchmark.status.progress or succeeded.message
    return f"{succeeded.reason}: {succeeded.message}"


class TimeLeft:
    """Estimates from the pace of the scenario at hand since it was first seen."""

    def __init__(self) -> None:
        self._begun: dict[str, tuple[float, int]] = {}

    def text(self, benchmark: Benchmark, now: datetime) -> str:
        """What is left of a benchmark at ``now``; empty when nothing can be said yet."""
        deadline_seconds = _until_deadline(benchmark, now)
        if deadline_seconds is None:
            return ""
        work = work_at_hand(benchmark)
        by_pace = None if work is None else self._by_pace(work, now.timestamp())
        if work is None or by_pace is None:
            return f"at most {_minutes(max(deadline_seconds, _MINUTE_SECONDS))} left"
        least, most = (min(seconds, deadline_seconds) for seconds in by_pace)
        unit = "" if work.number == work.count else f" of scenario {work.number}/{work.count}"
        return f"{_range(least, most)} left{unit}"

    def _by_pace(self, work: Work, now_seconds: float) -> tuple[float, float] | None:
        begun_seconds, done_before = self._begun.setdefault(work.scenario, (now_seconds, work.done))
        done = work.done - done_before
        if done < _LEAST_FOR_A_PACE:
            return None
        pace = (now_seconds - begun_seconds) / done
        return max(0, work.least - work.done) * pace, max(0, work.most - work.done) * pace


def _until_deadline(benchmark: Benchmark, now: datetime) -> float | None:
    if benchmark.status.start_time is None:
        return None
    passed = (now - datetime.fromisoformat(benchmark.status.start_time)).total_seconds()
    return max(0.0, benchmark.spec.active_deadline_seconds - passed)


def _range(least_seconds: float, most_seconds: float) -> str:
    if most_seconds < _MINUTE_SECONDS:
        return "less than a minute"
    if least_seconds < _MINUTE_SECONDS:
        return f"up to {_minutes(most_seconds)}"
    least, most = _minutes(least_seconds), _minutes(most_seconds)
    return f"about {most}" if least == most else f"{least.removesuffix(' min')} to {most}"


def _minutes(seconds: float) -> str:
    return f"{seconds / _MINUTE_SECONDS:.0f} min"
