"""Variants of which no response was ever good: nothing that was measured of them is a value."""

from collections import Counter
from collections.abc import Sequence

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.variants import Variant
from modelbench.segments.content import UNJUDGEABLE_RESPONSE, WRONG_RESPONSE
from modelbench.segments.stream_reader import FAILURES as STREAM_FAILURES

_STATUS = "status "


def never_answered(samples: Samples, variants: Sequence[Variant]) -> BenchmarkError | None:
    """The error of the first variant that was sent requests and never gave a good response."""
    return next((error for one in variants if (error := _error(samples, one.name))), None)


def _error(samples: Samples, variant: str) -> BenchmarkError | None:
    failures, good = Counter[str](), sum(trial.accepted for trial in samples.of(variant))
    for burst in (one for one in samples.bursts if one.variant == variant):
        failures.update(burst.failures)
        good += len(burst.latencies_nanoseconds)
    for segment in (one for one in samples.segments if one.variant == variant):
        failures.update(segment.failures)
        good += segment.requests - segment.failed
    for gap in (one for one in samples.gaps if one.variant == variant):
        failures.update([gap.failure] if gap.failure else [])
        good += gap.failure is None
    if good or not failures:
        return None
    kinds = ", ".join(f"{count} {kind}" for kind, count in failures.most_common())
    total = sum(failures.values())
    message = f"variant {variant} returned no successful response: of {total} requests {kinds}"
    return BenchmarkError(_reason(failures.most_common(1)[0][0]), message)


def _reason(kind: str) -> Reason:
    if kind in (WRONG_RESPONSE, UNJUDGEABLE_RESPONSE, *STREAM_FAILURES):
        return Reason.WRONG_RESPONSE
    return Reason.UNEXPECTED_STATUS if kind.startswith(_STATUS) else Reason.REQUEST_FAILED
