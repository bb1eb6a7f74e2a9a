"""From all samples of a run to its status fields and the verdict on each path and scenario."""

from collections.abc import Collection, Iterator, Mapping
from statistics import median
from typing import Any

from modelbench.api.conditions import SCENARIO_CONDITIONS, ConditionType
from modelbench.api.names import PATHS, SERVERLESS
from modelbench.api.progress import Verdict
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Scenarios
from modelbench.scenarios.cold_start.summary import is_precise, summarize
from modelbench.scenarios.load_fields import autoscale_fields, comparison_fields, steady_fields
from modelbench.scenarios.status_fields import clock_fields, cold_start_fields
from modelbench.scenarios.trial_fields import burst_fields, reactivation_fields

# Above this share of the node's CPU, others may well have shifted what was measured.
BUSY_PERCENT = 50.0

Fields = dict[str, Any]


def status_fields(samples: Samples, scenarios: Scenarios) -> Fields:
    """``status.serverless``, ``.containerized``, ``.comparison`` and parts of ``.environment``."""
    status: Fields = {"environment": {**clock_fields(samples), **_busy_fields(samples)}}
    for path in PATHS:
        fields = dict(_path_fields(samples, path, scenarios))
        status[path] = {name: value for name, value in fields.items() if value}
    if scenarios.steady is not None:
        status["comparison"] = {"steady": comparison_fields(samples, scenarios.steady.rates)}
    return status


def _path_fields(samples: Samples, path: str, scenarios: Scenarios) -> Iterator[tuple[str, Fields]]:
    if scenarios.cold_start is not None:
        yield "coldStart", cold_start_fields(summarize(samples, path))
    if scenarios.burst is not None:
        yield "burst", burst_fields(samples, path)
    if scenarios.reactivation is not None and path == SERVERLESS:
        yield "reactivation", reactivation_fields(samples)
    if scenarios.steady is not None:
        yield "steady", steady_fields(samples, path, scenarios)
    if scenarios.autoscale is not None:
        yield "autoscale", autoscale_fields(samples, path, scenarios.autoscale)


def verdicts(
    samples: Samples,
    scenarios: Scenarios,
    status: Fields,
    finished: Collection[str] = tuple(SCENARIO_CONDITIONS),
) -> tuple[Verdict, ...]:
    """One verdict for each path of each finished scenario."""
    return tuple(_verdicts(samples, scenarios, status, finished))


def _verdicts(
    samples: Samples, scenarios: Scenarios, status: Fields, finished: Collection[str]
) -> Iterator[Verdict]:
    for scenario, types in SCENARIO_CONDITIONS.items():
        if scenario not in finished:
            continue
        for path, type_ in types.items():
            fields = status[path].get(scenario)
            if fields is None:
                continue
            reason = _invalid_reason(fields)
            if reason is not None:
                yield Verdict(type_, False, Reason.INVALID, reason)
                continue
            good = Reason.MEASURED
            if scenario == "coldStart":
                good = _cold_start_reason(samples, path, scenarios)
            yield Verdict(type_, True, good, fields.get("summary", ""))


def _cold_start_reason(samples: Samples, path: str, scenarios: Scenarios) -> Reason:
    settings = scenarios.cold_start
    asked = settings.relative_precision_percent if settings else 0
    precise = is_precise(summarize(samples, path), asked)
    return Reason.PRECISION_REACHED if precise else Reason.MAX_TRIALS_REACHED


def _invalid_reason(fields: Mapping[str, Any]) -> str | None:
    """The first of the parts of a scenario that cannot support a claim."""
    for part in (fields, *fields.get("rates", ()), *fields.get("runs", ())):
        if "invalidReason" in part:
            where = f"at {part['ratePerSecond']}/s: " if "ratePerSecond" in part else ""
            return where + str(part["invalidReason"])
    return None


def _busy_fields(samples: Samples) -> Fields:
    if not samples.others_busy_percents:
        return {}
    return {"othersBusyPercent": f"{median(samples.others_busy_percents):.1f}"}


def node_verdict(samples: Samples) -> Iterator[Verdict]:
    """Whether others left the node alone; nothing when that is not known."""
    if not samples.others_busy_percents:
        return
    share = median(samples.others_busy_percents)
    quiet = share <= BUSY_PERCENT
    message = f"{share:.0f} % of the node's CPU was in use while the benchmark only waited"
    if not quiet:
        message += f", more than {BUSY_PERCENT:.0f} %: others may have shifted the figures"
    yield Verdict(ConditionType.NODE_QUIET, quiet, Reason.QUIET if quiet else Reason.BUSY, message)
