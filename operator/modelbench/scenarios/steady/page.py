"""Steady load: latencies by rate, the paths' paired differences, the rate that is too much."""

from collections.abc import Iterator, Mapping, Sequence

from modelbench.api.names import PATHS
from modelbench.display.content import Figure, Section, Table, told
from modelbench.display.numbers import microseconds, percentile_cell
from modelbench.display.source import Fields, Source
from modelbench.display.tables import UNKNOWN
from modelbench.scenarios.autoscale import plots as timelines
from modelbench.scenarios.loads_view import saturation, steady
from modelbench.scenarios.steady import plots as steady_figures


def steady_section(source: Source) -> Section | None:
    """None when no rate was measured."""
    by_path = {path: _by_rate(source, path) for path in PATHS}
    rates = sorted({rate for known in by_path.values() for rate in known})
    if not rates:
        return None
    tables, notes = told(steady(source.status), saturation(source.status))
    return Section(
        "steady",
        "Steady load",
        "Latency counts from the instant at which a request was due, whether or not an earlier one "
        "was answered; segments of both paths alternate.",
        tuple(_figures(source, by_path, rates)),
        tables,
        [*notes, *_invalid(by_path)],
    )


def _by_rate(source: Source, path: str) -> dict[int, Fields]:
    return {one["ratePerSecond"]: one for one in source.of(path, "steady").get("rates", ())}


def _figures(
    source: Source, by_path: Mapping[str, Mapping[int, Fields]], rates: Sequence[int]
) -> Iterator[Figure]:
    yield Figure(
        steady_figures.latencies(by_path, rates),
        "Percentiles of all good answers of a rate. A whisker is the interval of a round's own "
        "value; a percentile that the requests are too few for is left out.",
        _latency_table(by_path, rates),
        wide=True,
    )
    differences = source.status.get("comparison", {}).get("steady", ())
    if differences:
        yield Figure(
            steady_figures.differences(differences),
            "How much slower serverless was than containerized in the same round, and the interval "
            "of the median of the rounds. One that does not hold 0 speaks for a true difference.",
        )
    if figure := steady_figures.saturation(source):
        yield Figure(
            figure,
            "Rates that rise until a path no longer holds one: filled points were held, crosses "
            "were not. The dashed line is the latency objective.",
            _step_table(source),
        )
    yield from timelines.steady_figures(source)


def _latency_table(by_path: Mapping[str, Mapping[int, Fields]], rates: Sequence[int]) -> Table:
    rows = []
    for rate in rates:
        known = [_latencies(by_path[path].get(rate, {})) for path in PATHS]
        for name in dict.fromkeys(name for one in known for name in one):
            rows.append((f"{rate}/s p{name}", *(percentile_cell(one.get(name)) for one in known)))
    return Table("Latency by rate and percentile, in ms", ("", *PATHS), rows)


def _latencies(fields: Fields) -> dict[str, Fields]:
    return {one["percentile"]: one for one in fields.get("latencies", ())}


def _step_table(source: Source) -> Table:
    rows = []
    for path in PATHS:
        for step in source.of(path, "steady").get("saturation", {}).get("steps", ()):
            p95 = microseconds(step["p95Microseconds"]) if "p95Microseconds" in step else UNKNOWN
            held = "held" if step["held"] else "not held"
            rows.append(
                (f"{path} {step['ratePerSecond']}/s", held, p95, f"{step['failurePercent']} %")
            )
    return Table("Steps of the rise", ("rate", "outcome", "p95", "failed"), rows)


def _invalid(by_path: Mapping[str, Mapping[int, Fields]]) -> Iterator[str]:
    for path, rates in by_path.items():
        for rate, fields in rates.items():
            if "invalidReason" in fields:
                yield f"{path} at {rate}/s does not count: {fields['invalidReason']}."
