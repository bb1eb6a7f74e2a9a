"""A trace as a ConfigMap, and the profile that names it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import yaml

from modelbench.api.choices import Shape
from modelbench.api.trace import MOST_ENTRIES, Trace
from modelbench.cli.faults import BadInput
from modelbench.statistics.written import long_time
from modelbench.traffic.summary import Summary

_KEY = "trace.csv"
_MOST_BYTES = (1 << 20) - (8 << 10)
"""Kubernetes: what the values of a ConfigMap may have together, but for its metadata."""


@dataclass(frozen=True)
class Named:
    """What the ConfigMap and the profile are called, and where the trace is from."""

    name: str
    namespace: str | None
    source: str


def manifest_of(trace: Trace, named: Named) -> str:
    """YAML that kubectl applies; the profile stands before it in comments. BadInput when the trace
    is too large for a ConfigMap.
    """
    text = csv_of(trace)
    entries = len(trace.counts) or len(trace.gaps_milliseconds)
    if entries > MOST_ENTRIES or len(text) > _MOST_BYTES:
        raise BadInput(
            f"a trace has at most {MOST_ENTRIES:,} lines and {_MOST_BYTES >> 10} KiB, and this one "
            f"has {entries:,} and {len(text) >> 10} KiB: count its requests with --count-by, such "
            "as 60s, or give a shorter part of it"
        )
    metadata = {"name": named.name}
    if named.namespace is not None:
        metadata["namespace"] = named.namespace
    document = {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {_KEY: text},
    }  # fmt: skip
    profile = yaml.safe_dump([_profile(trace, named.name)], sort_keys=False)
    lines = "".join(f"#   {line}\n" for line in profile.splitlines())
    head = f"# {named.source}\n# Apply this, and put under spec.traffic of a ModelBenchmark:\n"
    return f"{head}{lines}{yaml.dump(document, Dumper=_Dumper, sort_keys=False)}"


def csv_of(trace: Trace) -> str:
    """One line for each interval, or for each request: seconds from the begin of the trace."""
    if trace.counts:
        return "".join(f"{line}\n" for line in ("count", *trace.counts))
    instants = accumulate(trace.gaps_milliseconds)
    seconds = (f"{at // 1000}.{at % 1000:03}".rstrip("0").rstrip(".") for at in instants)
    return "".join(f"{line}\n" for line in ("timestamp", *seconds))


def _profile(trace: Trace, name: str) -> dict[str, object]:
    source: dict[str, object] = {"configMapKeyRef": {"name": name, "key": _KEY}}
    if trace.interval_milliseconds is not None:
        source["intervalSeconds"] = trace.interval_milliseconds // 1000
    else:
        source["durationSeconds"] = max(1, round(trace.period_seconds))
    return {"name": name, "shape": str(Shape.TRACE), "trace": source}


def summary_lines(summary: Summary, window_seconds: float) -> Iterator[str]:
    """What the trace is, in sentences."""
    trace = summary.trace
    yield (
        f"{trace.requests:,} requests in {long_time(trace.period_seconds)}: "
        f"{summary.requests_per_month:,} a month, {trace.rate:.3g}/s on average, "
        f"{summary.peak_rate:.3g}/s in the busiest minute"
    )
    if len(summary.gaps) == 1:
        gaps = summary.gaps[0]
        parts = (f"{p}% up to {_seconds(gaps.percentile(p))}" for p in (50, 90, 99))
        yield f"gaps: {', '.join(parts)}, the longest {_seconds(gaps.seconds[-1])}"
    shares = [100 * gaps.share_above(window_seconds) for gaps in summary.gaps]
    if not shares:
        return
    part = f"{shares[0]:.3g}%"
    if len(shares) > 1:
        yield (
            f"gaps within an interval of {_seconds(trace.interval_seconds or 0)} are not known: "
            "from evenly spaced to back to back"
        )
        part = f"{min(shares):.3g}% to {max(shares):.3g}%"
    yield (
        f"{part} of the gaps are longer than {_seconds(window_seconds)}: each causes a cold start "
        "if the service scales to zero by then"
    )


def _seconds(seconds: float) -> str:
    return long_time(seconds) if seconds >= 1 else f"{1000 * seconds:.0f} ms"


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
