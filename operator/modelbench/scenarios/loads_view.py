"""The answers of the scenarios that send load for a while; None when not measured."""

from collections.abc import Iterator, Mapping, Sequence

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

_FIGURES = {
    "firstReplicaWantedMilliseconds": "another pod wanted",
    "capacityReachedMilliseconds": "all pods ready",
    "latencyRecoveredMilliseconds": "latency recovered",
    "backMilliseconds": "back after the peak",
}


def steady(status: Fields) -> Section | None:
    """Latencies by rate, and the paired difference with its interval."""
    measured = [_by_rate(status, path) for path in PATHS]
    rates = sorted({rate for by_rate in measured for rate in by_rate})
    if not rates:
        return None
    rows: list[Row] = [("Steady load", *PATHS, "serverless slower by")]
    for rate in rates:
        paths = [by_rate.get(rate, {}) for by_rate in measured]
        rows.extend(_latency_rows(rate, paths, _differences(status, rate)))
        rows.extend(_other_rows(paths))
    return Section(tuple(rows))


def _by_rate(status: Fields, path: str) -> dict[int, Fields]:
    rates = status.get(path, {}).get("steady", {}).get("rates", ())
    return {fields["ratePerSecond"]: fields for fields in rates}


def _differences(status: Fields, rate: int) -> dict[str, Fields]:
    found = status.get("comparison", {}).get("steady", ())
    return {item["percentile"]: item for item in found if item["ratePerSecond"] == rate}


def _latency_rows(
    rate: int, paths: Sequence[Fields], differences: Mapping[str, Fields]
) -> Iterator[Row]:
    latencies = [percentiles(fields) for fields in paths]
    for name in PERCENTILES:
        cells = (known.get(name, UNKNOWN) for known in latencies)
        yield (f"  {rate}/s  p{name}", *cells, _difference(differences.get(name, {})))
    handlers = [percentiles(fields, "handlerTimes") for fields in paths]
    for name in PERCENTILES:
        if any(name in known for known in handlers):
            yield (f"    Lambda handler p{name}", *(known.get(name, "-") for known in handlers))


def _difference(fields: Fields) -> str:
    if "differenceMicroseconds" not in fields:
        return UNKNOWN
    value = f"{fields['differenceMicroseconds'] / 1000:.1f} ms"
    if "lowerMicroseconds" not in fields:
        return f"{value}, no interval"
    lower, upper = (fields[name] / 1000 for name in ("lowerMicroseconds", "upperMicroseconds"))
    return f"{value} [{lower:.1f}, {upper:.1f}]"


def _other_rows(paths: Sequence[Fields]) -> Iterator[Row]:
    yield (
        "    good answers per second",
        *(one.get("throughputPerSecond", UNKNOWN) for one in paths),
    )
    yield ("    failed", *(failed(one) for one in paths))
    if any("cpuMillicores" in one for one in paths):
        yield ("    CPU and memory of the pods", *(_usage(one) for one in paths))
    yield from validity_row("    valid", paths)


def _usage(fields: Fields) -> str:
    if "cpuMillicores" not in fields:
        return UNKNOWN
    return f"{fields['cpuMillicores']}m, {fields['memoryMebibytes']} MiB"


def saturation(status: Fields) -> Section | None:
    """The highest rate that each path held, and what ended the rise."""
    found = [status.get(path, {}).get("steady", {}).get("saturation", {}) for path in PATHS]
    if not any(found):
        return None
    rates = (fields.get("highestRatePerSecond") for fields in found)
    row = ("  highest rate held", *("none" if rate is None else f"{rate}/s" for rate in rates))
    limits = (
        f"what limited {path}: {fields['limitedBy']}"
        for path, fields in zip(PATHS, found, strict=True)
        if "limitedBy" in fields
    )
    return Section((("Saturation", *PATHS), row), tuple(limits))


def autoscale(status: Fields) -> Section | None:
    """One column a run: how soon a path followed the rise; figures that are absent say why."""
    runs = {
        f"{path} from {run['start'].lower()}": run
        for path in PATHS
        for run in status.get(path, {}).get("autoscale", {}).get("runs", ())
    }
    if not runs:
        return None
    rows: list[Row] = [("Autoscale, since the rise", *runs)]
    for field, words in _FIGURES.items():
        rows.append((f"  {words}", *(_seconds(run, field) for run in runs.values())))
    worst = (milliseconds(run, "worstSecondP95Milliseconds") for run in runs.values())
    rows += [
        ("  p95 of the worst second", *worst),
        ("  pods at start, peak, end", *(_replicas(run) for run in runs.values())),
        ("  failed", *(failed(run) for run in runs.values())),
    ]
    notes = (line for name, run in runs.items() for line in _missing(name, run))
    return Section(tuple(rows), tuple(notes))


def _seconds(run: Fields, field: str) -> str:
    return f"{run[field] / 1000:.1f} s" if field in run else "none"


def _replicas(run: Fields) -> str:
    names = ("startReplicas", "peakWantedReplicas", "endReplicas")
    return ", ".join(str(run.get(name, "?")) for name in names)


def _missing(name: str, run: Fields) -> Iterator[str]:
    """The figures that a run lacks, together when they lack for the same reason."""
    reasons = {item["figure"]: item["reason"] for item in run.get("missing", ())}
    for reason in dict.fromkeys(reasons.values()):
        figures = (words for field, words in _FIGURES.items() if reasons.get(field) == reason)
        yield f"{name}, none for {', '.join(figures)}: {reason}"
