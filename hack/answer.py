"""The answer of a benchmark as a table for the terminal."""

from collections.abc import Mapping
from typing import Any

PATHS = ("serverless", "containerized")
_WIDTHS = (30, 28, 28)


def answer(benchmark: Mapping[str, Any]) -> str:
    """Both paths side by side: trials, median, interval and phases; or why there are none."""
    status = benchmark["status"]
    summary = next(c for c in status["conditions"] if c["type"] == "Succeeded")
    head = f"Succeeded={summary['status']} ({summary['reason']}): {summary['message']}"
    measured = [status.get(path, {}).get("coldStart", {"trials": 0}) for path in PATHS]
    rows = [("Cold start", *PATHS), *_totals(measured), *_phases(measured)]
    return "\n".join(["", head, "", *(_line(row) for row in rows)])


def _totals(measured: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    rejected = [_rejections(one) for one in measured]
    return [
        ("  trials accepted (n)", *(str(one["trials"]) for one in measured)),
        ("  trials rejected", *rejected),
        ("  median", *(_milliseconds(one, "medianMilliseconds") for one in measured)),
        ("  interval of the median", *(_interval(one) for one in measured)),
        ("  minimum to maximum", *(_range(one) for one in measured)),
        ("  explained by phases", *(f"{one.get('explainedPercent', '-')} %" for one in measured)),
    ]


def _phases(measured: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """One row a phase; the parts of a phase are indented below it."""
    known = [{phase["name"]: phase for phase in one.get("phases", ())} for one in measured]
    names = list(known[0] or known[1])
    rows: list[tuple[str, ...]] = [("Median of each phase", "", "")]
    for name in names:
        parent = next(phases[name].get("parent") for phases in known if name in phases)
        cells = (_milliseconds(phases.get(name, {}), "medianMilliseconds") for phases in known)
        rows.append((f"{'      ' if parent else '  '}{name}", *cells))
    return rows if names else []


def _milliseconds(fields: Mapping[str, Any], name: str) -> str:
    return f"{fields[name]} ms" if name in fields else "not known"


def _interval(one: Mapping[str, Any]) -> str:
    if "medianLowerMilliseconds" not in one:
        return "none: too few trials"
    bounds = f"{one['medianLowerMilliseconds']} to {one['medianUpperMilliseconds']} ms"
    return f"{bounds} ({one['confidencePercent']} %)"


def _range(one: Mapping[str, Any]) -> str:
    if "minimumMilliseconds" not in one:
        return "-"
    return f"{one['minimumMilliseconds']} to {one['maximumMilliseconds']} ms"


def _rejections(one: Mapping[str, Any]) -> str:
    counts = [f"{item['count']} {item['reason']}" for item in one.get("rejectedTrials", ())]
    return ", ".join(counts) or "0"


def _line(row: tuple[str, ...]) -> str:
    return "".join(cell.ljust(width + 2) for cell, width in zip(row, _WIDTHS, strict=True)).rstrip()
