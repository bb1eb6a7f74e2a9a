"""How far a running benchmark is, and how long it may still take, from its spec and status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from modelbench.api.conditions import SCENARIO_CONDITIONS, ConditionType, find_condition
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.scenarios.reactivation.summary import default_gaps

Fields = Mapping[str, Any]
_MINUTE_SECONDS = 60


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


def work_at_hand(benchmark: Fields) -> Work | None:
    """The first scenario that is not measured yet; None when there is none."""
    status = benchmark.get("status", {})
    asked = [name for name in SCENARIO_CONDITIONS if name in benchmark["spec"]["scenarios"]]
    for number, name in enumerate(asked, 1):
        if _is_open(status, name):
            least, most = _wanted(benchmark["spec"], name)
            return Work(name, number, len(asked), _done(status, name), least, most)
    return None


def _is_open(status: Fields, scenario: str) -> bool:
    types = SCENARIO_CONDITIONS[scenario].values()
    return any(find_condition(status, type_).get("status") == "Unknown" for type_ in types)


def _wanted(spec: Fields, scenario: str) -> tuple[int, int]:
    settings = spec["scenarios"][scenario]
    if scenario == "coldStart":
        return len(PATHS) * settings["trials"], len(PATHS) * settings["maxTrials"]
    if scenario == "burst":
        exact = len(PATHS) * settings["trials"]
    elif scenario == "reactivation":
        window = spec["serverless"]["stableWindowSeconds"]
        exact = settings["trials"] * len(settings.get("gapsSeconds") or default_gaps(window))
    elif scenario == "steady":
        exact = len(PATHS) * settings["rounds"] * len(settings["ratesPerSecond"])
    else:
        exact = 3 if settings["baseRatePerSecond"] else 2
    return exact, exact


def _done(status: Fields, scenario: str) -> int:
    found = [status.get(path, {}).get(scenario, {}) for path in (SERVERLESS, CONTAINERIZED)]
    if scenario in ("coldStart", "burst"):
        return sum(fields.get("trials", 0) for fields in found)
    lists = {"reactivation": ("gaps", "trials"), "steady": ("rates", "segments")}
    if scenario in lists:
        items, count = lists[scenario]
        return sum(item.get(count, 0) for fields in found for item in fields.get(items, ()))
    return sum(len(fields.get("runs", ())) for fields in found)


def word(benchmark: Fields) -> str:
    """Where it stands, in words: the runner's own, or why it does not run."""
    status = benchmark.get("status", {})
    summary = find_condition(status, ConditionType.SUCCEEDED)
    if not summary:
        return "waiting for the operator"
    if summary["reason"] in ("Preparing", "Measuring"):
        return str(status.get("progress") or summary["message"])
    return f"{summary['reason']}: {summary['message']}"


class TimeLeft:
    """Estimates from the pace of the scenario at hand since it was first seen."""

    def __init__(self) -> None:
        self._begun: dict[str, tuple[float, int]] = {}

    def text(self, benchmark: Fields, now: datetime) -> str:
        """What is left of a benchmark at ``now``; empty when nothing can be said yet."""
        deadline_seconds = _until_deadline(benchmark, now)
        work = work_at_hand(benchmark)
        if deadline_seconds is None:
            return ""
        by_pace = None if work is None else self._by_pace(work, now.timestamp())
        if work is None or by_pace is None:
            return f"at most {_minutes(max(deadline_seconds, _MINUTE_SECONDS))} left"
        least, most = (min(seconds, deadline_seconds) for seconds in by_pace)
        unit = "" if work.number == work.count else f" of scenario {work.number}/{work.count}"
        return f"{_range(least, most)} left{unit}"

    def _by_pace(self, work: Work, now_seconds: float) -> tuple[float, float] | None:
        begun_seconds, done_before = self._begun.setdefault(work.scenario, (now_seconds, work.done))
        done = work.done - done_before
        if done < 2:
            return None
        pace = (now_seconds - begun_seconds) / done
        return max(0, work.least - work.done) * pace, max(0, work.most - work.done) * pace


def _until_deadline(benchmark: Fields, now: datetime) -> float | None:
    started = benchmark.get("status", {}).get("startTime")
    if started is None:
        return None
    passed = (now - datetime.fromisoformat(started)).total_seconds()
    allowed: int = benchmark["spec"]["activeDeadlineSeconds"]
    return max(0.0, allowed - passed)


def _range(least_seconds: float, most_seconds: float) -> str:
    if most_seconds < _MINUTE_SECONDS:
        return "less than a minute"
    if least_seconds < _MINUTE_SECONDS:
        return f"up to {_minutes(most_seconds)}"
    least, most = _minutes(least_seconds), _minutes(most_seconds)
    return f"about {most}" if least == most else f"{least.removesuffix(' min')} to {most}"


def _minutes(seconds: float) -> str:
    return f"{seconds / _MINUTE_SECONDS:.0f} min"
