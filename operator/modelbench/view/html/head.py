"""The beginning of the page: what to choose and why, or what went wrong and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from modelbench.api.conditions import ConditionType, find_condition
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.display.content import Table, table_of
from modelbench.display.numbers import grouped, percentile_cell
from modelbench.display.source import Fields, Source
from modelbench.display.tables import interval
from modelbench.view.decision import objectives
from modelbench.view.summary import find_answer

_STATES = {"True": "done", "False": "failed"}


@dataclass(frozen=True)
class Advice:
    """What to choose for one traffic. ``path`` is None when neither can be recommended."""

    traffic: str
    requests: str
    answer: str
    path: str | None
    sentence: str
    details: tuple[Table, ...]


@dataclass(frozen=True)
class Tile:
    """A headline figure."""

    label: str
    value: str
    detail: str
    path: str | None = None


@dataclass(frozen=True)
class Answer:
    """``state`` is done, failed or open; ``heading`` and ``message`` say how it ended."""

    state: str
    heading: str
    message: str
    advice: tuple[Advice, ...]
    without: str
    tiles: tuple[Tile, ...]
    objectives: Table | None
    undecided: tuple[str, ...]
    missed: str
    warnings: tuple[str, ...]


def answer_of(source: Source) -> Answer:
    """Everything that the first screen shows."""
    summary = source.succeeded
    judged_table = objectives(source.status)
    advice = tuple(_advice(source))
    judged = find_condition(source.status, ConditionType.OBJECTIVES_MET)
    return Answer(
        state=_STATES.get(summary.get("status", ""), "open"),
        heading=_heading(summary),
        message=summary.get("message", "The operator has not looked at it yet."),
        advice=advice,
        without="" if advice else _without(source),
        tiles=tuple(_tiles(source)),
        objectives=None if judged_table is None else table_of(judged_table),
        undecided=() if judged_table is None else judged_table.notes,
        missed=judged.get("message", "") if judged.get("status") == "False" else "",
        warnings=find_answer(source.status).warnings,
    )


def _heading(summary: Fields) -> str:
    words = {"True": "Completed", "False": "Did not succeed"}.get(
        summary.get("status", ""), "Not finished"
    )
    reason = summary.get("reason", "")
    return words if reason in ("", "Completed") else f"{words}: {reason}"


def _without(source: Source) -> str:
    """Why there is no recommendation."""
    if not source.spec.get("traffic"):
        return (
            "No recommendation was asked for: spec.traffic has no profile. Give one, and "
            "scenarios.coldStart and scenarios.steady, to have both paths priced and compared."
        )
    return "There is no recommendation: the benchmark has not come to its end with figures."


def _advice(source: Source) -> Iterator[Advice]:
    profiles = {profile["name"]: profile for profile in source.status.get("traffic", ())}
    for found in source.status.get("recommendation", ()):
        path = found["answer"].lower()
        profile = profiles.get(found["traffic"], {})
        requests = profile.get("requestsPerMonth")
        yield Advice(
            traffic=found["traffic"],
            requests="" if requests is None else f"{grouped(requests)} requests a month",
            answer=found["answer"] if path in PATHS else "No recommendation",
            path=path if path in PATHS else None,
            sentence=found["sentence"],
            details=tuple(_details(found)),
        )


def _details(found: Fields) -> Iterator[Table]:
    reasons = [
        (
            one["effect"],
            " ".join(part for part in (one["figure"], one.get("sheet", "")) if part),
            interval(one, "value", "lower", "upper"),
            one.get("bound", ""),
            one["message"],
        )
        for one in found.get("reasons", ())
    ]
    if reasons:
        yield Table("Reasons", ("effect", "figure", "value", "bound", "why"), reasons)
    points = [
        (one["figure"], one["now"], one["at"], _change(one), one["towards"])
        for one in found.get("tippingPoints", ())
    ]
    if points:
        yield Table(
            "Where the answer changes", ("figure", "now", "at", "change", "towards"), points
        )


def _change(point: Fields) -> str:
    return f"{point['changePercent']} %" if "changePercent" in point else ""


def _tiles(source: Source) -> Iterator[Tile]:
    for path in PATHS:
        fields = source.of(path, "coldStart")
        if "medianMilliseconds" in fields:
            yield Tile(
                f"Cold start, {path}",
                f"{fields['medianMilliseconds']} ms",
                f"median{_interval_words(fields)}, n={fields['trials']}",
                path,
            )
    yield from _steady_tiles(source)
    yield from _break_even_tiles(source)


def _interval_words(fields: Fields) -> str:
    if "medianLowerMilliseconds" not in fields:
        return ", too few trials for an interval"
    return f" [{fields['medianLowerMilliseconds']}, {fields['medianUpperMilliseconds']}]"


def _steady_tiles(source: Source) -> Iterator[Tile]:
    """The 95th percentile of each path at the highest rate that both have."""
    found = {
        path: {one["ratePerSecond"]: one for one in source.of(path, "steady").get("rates", ())}
        for path in PATHS
    }
    both = found[SERVERLESS].keys() & found[CONTAINERIZED].keys()
    if not both:
        return
    rate = max(both)
    for path in PATHS:
        known = {one["percentile"]: one for one in found[path][rate].get("latencies", ())}
        if "95" in known:
            value, _, ends = percentile_cell(known["95"]).partition(" [")
            detail = f"p95{' [' + ends if ends else ''} at {rate} requests/s"
            yield Tile(f"Latency, {path}", value, detail, path)


def _break_even_tiles(source: Source) -> Iterator[Tile]:
    for profile in source.status.get("traffic", ())[:1]:
        for even in profile.get("breakEvens", ())[:1]:
            if "requestsPerSecond" in even:
                sheets = even["serverlessSheet"]
                if sheets != even["containerizedSheet"]:
                    sheets += f" or {even['containerizedSheet']}"
                value = f"{float(even['requestsPerSecond']):.3g}/s"
                path = even.get("cheaperAbove", "Containerized").lower()
                detail = f"above it {path} is cheaper ({profile['name']}, {sheets})"
                yield Tile("Break-even", value, detail)


def duration(source: Source) -> str:
    """How long the benchmark took; empty when it has not ended."""
    ends = [source.status.get(name) for name in ("startTime", "completionTime")]
    begin, end = (datetime.fromisoformat(text) if text else None for text in ends)
    if begin is None or end is None:
        return ""
    seconds = round((end - begin).total_seconds())
    return f"{seconds // 60} min {seconds % 60} s"
