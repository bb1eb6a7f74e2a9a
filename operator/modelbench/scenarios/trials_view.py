"""The answers of the scenarios that are measured trial by trial; None when not measured."""

from modelbench.display.tables import (
    PATHS,
    PERCENTILES,
    UNKNOWN,
    Fields,
    Row,
    Section,
    failed,
    milliseconds,
    percentiles,
    validity_row,
)


def cold_start(status: Fields) -> Section | None:
    """Trials, median, interval and phases."""
    measured = [status.get(path, {}).get("coldStart") for path in PATHS]
    if not any(measured):
        return None
    known = [one or {"trials": 0} for one in measured]
    return Section((("Cold start", *PATHS), *_totals(known), *_phases(known)))


def _totals(measured: list[Fields]) -> list[Row]:
    return [
        ("  trials accepted (n)", *(str(one["trials"]) for one in measured)),
        ("  trials rejected", *(_rejections(one) for one in measured)),
        ("  median", *(milliseconds(one, "medianMilliseconds") for one in measured)),
        ("  interval of the median", *(_interval(one) for one in measured)),
        ("  minimum to maximum", *(_range(one) for one in measured)),
        ("  explained by phases", *(f"{one.get('explainedPercent', '-')} %" for one in measured)),
    ]


def _phases(measured: list[Fields]) -> list[Row]:
    """One row a phase; the parts of a phase are indented below it."""
    known = [{phase["name"]: phase for phase in one.get("phases", ())} for one in measured]
    names = list(known[0] or known[1])
    rows: list[Row] = [("Median of each phase",)]
    for name in names:
        parent = next(phases[name].get("parent") for phases in known if name in phases)
        cells = (milliseconds(phases.get(name, {}), "medianMilliseconds") for phases in known)
        rows.append((f"{'      ' if parent else '  '}{name}", *cells))
    return rows if names else []


def _interval(one: Fields) -> str:
    if "medianLowerMilliseconds" not in one:
        return "none: too few trials"
    bounds = f"{one['medianLowerMilliseconds']} to {one['medianUpperMilliseconds']} ms"
    return f"{bounds} ({one['confidencePercent']} %)"


def _range(one: Fields) -> str:
    if "minimumMilliseconds" not in one:
        return "-"
    return f"{one['minimumMilliseconds']} to {one['maximumMilliseconds']} ms"


def _rejections(one: Fields) -> str:
    counts = [f"{item['count']} {item['reason']}" for item in one.get("rejectedTrials", ())]
    return ", ".join(counts) or "0"


def burst(status: Fields) -> Section | None:
    """The fastest and the slowest answer of requests that came at once."""
    measured = [status.get(path, {}).get("burst", {}) for path in PATHS]
    if not any(measured):
        return None
    latencies = [percentiles(fields) for fields in measured]
    names = [name for name in PERCENTILES if any(name in known for known in latencies)]
    rows: list[Row] = [
        ("Burst", *PATHS),
        ("  bursts that count (n)", *(_bursts(fields) for fields in measured)),
        ("  bursts rejected", *(_rejections(fields) for fields in measured)),
        ("  first answer, median", *(milliseconds(one, "firstMilliseconds") for one in measured)),
        ("  last answer, median", *(milliseconds(one, "lastMilliseconds") for one in measured)),
        *((f"  p{name}", *(known.get(name, UNKNOWN) for known in latencies)) for name in names),
        ("  pods started, median", *(str(one.get("replicasStarted", "-")) for one in measured)),
        ("  failed", *(failed(fields) for fields in measured)),
        *validity_row("  valid", measured),
    ]
    return Section(tuple(rows))


def _bursts(fields: Fields) -> str:
    trials = fields.get("trials", 0)
    return f"{trials} of {fields['requests'] // trials} requests" if trials else "0"


def reactivation(status: Fields) -> Section | None:
    """The latency by the time since the last answer, the worst gap named."""
    found = status.get("serverless", {}).get("reactivation", {})
    gaps = found.get("gaps", ())
    if not gaps:
        return None
    columns = ("median", "minimum to maximum", "service was", "new pod", "failed")
    rows: list[Row] = [("Reactivation, serverless", *columns)]
    rows.extend(_gap_row(gap) for gap in gaps)
    return Section(tuple(rows), (f"worst: {found['summary'].removeprefix('worst ')}",))


def _gap_row(gap: Fields) -> Row:
    counts = (f"{gap[name]} of {gap['trials']}" for name in ("newPodTrials", "failures"))
    median = milliseconds(gap, "medianMilliseconds")
    return (f"  {gap['gapSeconds']} s after the last", median, _range(gap), gap["state"], *counts)
