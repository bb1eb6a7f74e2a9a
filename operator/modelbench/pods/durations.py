"""Go's notation of a duration, as Kubernetes' components write one: ``1m2.5s``."""

import re

_UNIT_NANOSECONDS = {
    "h": 3_600_000_000_000,
    "m": 60_000_000_000,
    "s": 1_000_000_000,
    "ms": 1_000_000,
    "us": 1_000,
    "µs": 1_000,
    "ns": 1,
}
_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)")

DURATION = r"(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+"
"""A regular expression of what :func:`duration_nanoseconds` can read."""


def duration_nanoseconds(text: str) -> int:
    """The length of a duration. ValueError when ``text`` is none."""
    if re.fullmatch(DURATION, text) is None:
        raise ValueError(f"not a duration: {text!r}")
    parts = _PART.findall(text)
    return round(sum(float(number) * _UNIT_NANOSECONDS[unit] for number, unit in parts))
