"""How late one generator sends, and the highest rate that it holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.names import CONTAINERIZED, PATHS

from tests.bench.figure import Figure
from tests.bench.specs import REQUEST_SECONDS, model_spec, steady
from tests.bench.waiting import say
from tests.bench.workspace import Workspace, summary

Rate = dict[str, Any]
_ROUNDS = 2
_DELAY_RATE = 500
_DELAY_SECONDS = 10
_GOAL_MICROSECONDS = 1000
_RATES = (500, 1000, 1500, 2000, 3000, 4000)
_RATE_SECONDS = 6
_WARM_UP_SECONDS = 3
_PREPARATION_SECONDS = 300
_SEGMENT_OVERHEAD_SECONDS = 15
_DELAY_HOW = (
    f"steady scenario of the test model at {_DELAY_RATE}/s, {_ROUNDS} rounds of {_DELAY_SECONDS} s "
    "of each path; scheduleDelayMedianMicroseconds in its status"
)
_HIGHEST_HOW = (
    f"steady scenario of the test model, {_ROUNDS} rounds of {_RATE_SECONDS} s at each rate; the "
    "highest whose entry in status.containerized is valid"
)


def measure_delay(workspace: Workspace) -> list[Figure]:
    """The schedule delay of both paths at one rate."""
    status = _run(workspace, "delay", [_DELAY_RATE], _DELAY_SECONDS)
    return [judge_delay(status, path) for path in PATHS]


def measure_highest(workspace: Workspace) -> list[Figure]:
    """The highest rate that one generator holds."""
    return [judge_highest(_run(workspace, "highest", _RATES, _RATE_SECONDS))]


def _run(workspace: Workspace, name: str, rates: Sequence[int], seconds: int) -> dict[str, Any]:
    """The status at the end. It is there also when it ended with rates that are invalid."""
    workspace.wait_quiet()
    limit = bound_seconds(len(rates), seconds)
    say(f"steady load at {', '.join(map(str, rates))}/s, at most {limit} s")
    workspace.create(name, model_spec(steady(rates, _ROUNDS, seconds, _WARM_UP_SECONDS)))
    try:
        return workspace.wait_ended(name, limit)
    finally:
        workspace.delete(name)


def bound_seconds(rates: int, seconds: int) -> int:
    """How long such a benchmark may take at most, once it is alone."""
    segment = seconds + _WARM_UP_SECONDS + 2 * REQUEST_SECONDS + _SEGMENT_OVERHEAD_SECONDS
    return _PREPARATION_SECONDS + len(PATHS) * _ROUNDS * rates * segment


def judge_delay(status: Mapping[str, Any], path: str) -> Figure:
    """The figure of one path."""
    rate = next((r for r in _rates(status, path) if r["ratePerSecond"] == _DELAY_RATE), {})
    median = rate.get("scheduleDelayMedianMicroseconds")
    return Figure(
        name="delay",
        value=f"{path}: " + ("not measured" if median is None else f"median {median} us"),
        goal=f"below {_GOAL_MICROSECONDS} us",
        met=median is not None and median < _GOAL_MICROSECONDS,
        how=_DELAY_HOW,
        details=(describe(rate),) if rate else (summary(status),),
    )


def judge_highest(status: Mapping[str, Any]) -> Figure:
    """The figure, with a line for each rate. A path without any rate was not measured."""
    rates = _rates(status, CONTAINERIZED)
    held = [rate["ratePerSecond"] for rate in rates if rate.get("valid")]
    return Figure(
        name="highest",
        value=f"{max(held)}/s" if held else "none is valid",
        goal="none, for information",
        met=None if rates else False,
        how=_HIGHEST_HOW,
        details=tuple(describe(rate) for rate in rates) or (summary(status),),
    )


def describe(rate: Mapping[str, Any]) -> str:
    """One rate in a line."""
    median, tail = (
        f"{rate[field]} us" if field in rate else "unknown"
        for field in ("scheduleDelayMedianMicroseconds", "scheduleDelayP99Microseconds")
    )
    verdict = "valid" if rate.get("valid") else f"invalid, {rate.get('invalidReason', 'no reason')}"
    sent = f"sent {rate.get('attainedRatePerSecond', 'unknown')}/s"
    failed = f"{rate.get('failurePercent', 'unknown')} % failed"
    delays = f"schedule delay median {median}, p99 {tail}"
    return f"{rate['ratePerSecond']}/s: {delays}; {sent}, {failed}; {verdict}"


def _rates(status: Mapping[str, Any], path: str) -> list[Rate]:
    rates: list[Rate] = status.get(path, {}).get("steady", {}).get("rates", [])
    return rates
