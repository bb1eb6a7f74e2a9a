"""How late one generator sends, and the highest rate that it holds."""

from collections.abc import Sequence

from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.scenarios.steady import RateStatus
from modelbench.api.status import Status

from tests.bench.result import Result
from tests.bench.specs import REQUEST_SECONDS, model_spec, steady
from tests.bench.waiting import say
from tests.bench.workspace import Workspace, summary

_VARIANTS = (SERVERLESS, CONTAINERIZED)
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
    "of each variant; scheduleDelayMedianMicroseconds in its status"
)
_HIGHEST_HOW = (
    f"steady scenario of the test model, {_ROUNDS} rounds of {_RATE_SECONDS} s at each rate; the "
    f"highest whose entry in the status of {CONTAINERIZED} is valid"
)


def measure_delay(workspace: Workspace) -> list[Result]:
    """The schedule delay of each variant at one rate."""
    status = _run(workspace, "delay", [_DELAY_RATE], _DELAY_SECONDS)
    return [judge_delay(status, variant) for variant in _VARIANTS]


def measure_highest(workspace: Workspace) -> list[Result]:
    """The highest rate that one generator holds."""
    return [judge_highest(_run(workspace, "highest", _RATES, _RATE_SECONDS))]


def _run(workspace: Workspace, name: str, rates: Sequence[int], seconds: int) -> Status:
    """The status at the end. It is there also when it ended with rates that are invalid."""
    limit = bound_seconds(len(rates), seconds)
    workspace.wait_quiet()
    say(f"steady load at {', '.join(map(str, rates))}/s, at most {limit} s")
    workspace.create(name, model_spec(steady(rates, _ROUNDS, seconds, _WARM_UP_SECONDS)))
    try:
        return workspace.wait_ended(name, limit)
    finally:
        workspace.delete(name)


def bound_seconds(rates: int, seconds: int) -> int:
    """How long such a benchmark may take at most, once it is alone."""
    segment = seconds + _WARM_UP_SECONDS + 2 * REQUEST_SECONDS + _SEGMENT_OVERHEAD_SECONDS
    return _PREPARATION_SECONDS + len(_VARIANTS) * _ROUNDS * rates * segment


def judge_delay(status: Status, variant: str) -> Result:
    """The result of one variant."""
    rates = (rate for rate in _rates(status, variant) if rate.rate_per_second == _DELAY_RATE)
    rate = next(rates, None)
    median = rate.schedule_delay_median_microseconds if rate else None
    return Result(
        name="delay",
        value=f"{variant}: " + ("not measured" if median is None else f"median {median} us"),
        goal=f"below {_GOAL_MICROSECONDS} us",
        met=median is not None and median < _GOAL_MICROSECONDS,
        how=_DELAY_HOW,
        details=(describe(rate),) if rate else (summary(status),),
    )


def judge_highest(status: Status) -> Result:
    """The result, with a line for each rate. A variant without any rate was not measured."""
    rates = _rates(status, CONTAINERIZED)
    held = [rate.rate_per_second for rate in rates if rate.valid]
    return Result(
        name="highest",
        value=f"{max(held)}/s" if held else "none is valid",
        goal="none, for information",
        met=None if rates else False,
        how=_HIGHEST_HOW,
        details=tuple(describe(rate) for rate in rates) or (summary(status),),
    )


def describe(rate: RateStatus) -> str:
    """One rate in a line."""
    median, tail = (
        "unknown" if value is None else f"{value} us"
        for value in (rate.schedule_delay_median_microseconds, rate.schedule_delay_p99_microseconds)
    )
    verdict = "valid" if rate.valid else f"invalid, {rate.invalid_reason or 'no reason'}"
    sent = f"sent {rate.attained_rate_per_second or 'unknown'}/s"
    failed = f"{rate.failure_percent or 'unknown'}% failed"
    delays = f"schedule delay median {median}, p99 {tail}"
    return f"{rate.rate_per_second}/s: {delays}; {sent}, {failed}; {verdict}"


def _rates(status: Status, variant: str) -> tuple[RateStatus, ...]:
    found = status.variant(variant)
    return found.steady.rates if found and found.steady else ()
