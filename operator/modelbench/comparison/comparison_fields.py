"""A comparison as a document for JSON, YAML and tables."""

from typing import Any

from modelbench.comparison.changes import (
    AnswerChange,
    Comparison,
    CostChange,
    DurationChange,
    FailureChange,
)
from modelbench.comparison.compare import Run
from modelbench.comparison.differences import Unlike
from modelbench.statistics.quantile_interval import ShareInterval

Fields = dict[str, Any]


def comparison_fields(found: Comparison, before: Run, after: Run) -> Fields:
    """Everything that was compared; what is not known is absent."""
    return {
        "before": _run_fields(before),
        "after": _run_fields(after),
        "durations": [_duration_fields(one) for one in found.durations],
        "failures": [_failure_fields(one) for one in found.failures],
        "costs": [_cost_fields(one) for one in found.costs],
        "recommendations": [_answer_fields(one) for one in found.answers],
        "unlike": [_unlike_fields(one) for one in found.unlike],
        "notes": list(found.notes),
    }


def _run_fields(run: Run) -> Fields:
    metadata = run.benchmark["metadata"]
    return _known(
        name=metadata["name"],
        namespace=metadata.get("namespace"),
        startTime=run.status.get("startTime"),
    )


def _duration_fields(found: DurationChange) -> Fields:
    pair, shift = found.pair, found.shift
    before, after = found.medians
    return {
        "family": pair.family,
        "path": pair.path,
        "figure": pair.figure,
        "change": str(found.change),
        "before": {"medianMilliseconds": round(before, 3), "values": len(pair.before)},
        "after": {"medianMilliseconds": round(after, 3), "values": len(pair.after)},
        **_known(
            shiftMilliseconds=round(shift.estimate, 3),
            shiftLowerMilliseconds=_rounded(shift.lower, 3),
            shiftUpperMilliseconds=_rounded(shift.upper, 3),
            ratio=_rounded(shift.ratio, 4),
            ratioLower=_rounded(shift.ratio_lower, 4),
            ratioUpper=_rounded(shift.ratio_upper, 4),
            correctedPValue=_rounded(found.p_value, 6),
        ),
    }


def _failure_fields(found: FailureChange) -> Fields:
    return {
        "path": found.path,
        "ratePerSecond": found.rate,
        "before": _share_fields(found.before),
        "after": _share_fields(found.after),
        "intervalsOverlap": found.overlap,
    }


def _share_fields(share: ShareInterval) -> Fields:
    ends = {"percent": share.value, "lowerPercent": share.lower, "upperPercent": share.upper}
    return {name: round(100 * value, 4) for name, value in ends.items()}


def _cost_fields(found: CostChange) -> Fields:
    return {
        "traffic": found.traffic,
        "path": found.before["path"],
        "sheet": found.before["sheet"],
        "currency": found.before["currency"],
        "before": _month_fields(found.before),
        "after": _month_fields(found.after),
        **_known(intervalsOverlap=found.overlap),
    }


def _month_fields(cost: Any) -> Fields:
    names = ("perMonth", "perMonthLower", "perMonthUpper")
    return {name: cost[name] for name in names if name in cost}


def _answer_fields(found: AnswerChange) -> Fields:
    return {
        "traffic": found.traffic,
        "before": found.before,
        "after": found.after,
        "changed": found.before != found.after,
    }


def _unlike_fields(found: Unlike) -> Fields:
    values = _known(before=found.before, after=found.after)
    return {"field": found.field, **values, "affects": "decision" if found.decision else "figures"}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _known(**values: Any) -> Fields:
    return {name: value for name, value in values.items() if value is not None}
