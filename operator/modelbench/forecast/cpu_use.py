"""How much CPU a model uses while it answers a request."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from modelbench.api.mode import Mode
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.variants import Variant
from modelbench.forecast.timings import Estimate
from modelbench.scenarios.steady.rates import held, steady_rates, steady_segments, throughput


def used_vcpu(
    samples: Samples, variant: Variant, variants: Sequence[Variant], handler: Estimate | None
) -> Decimal | None:
    """CPU seconds of a request, divided by how long the model itself takes for it.

    A containerized variant of the same image, variables and resources speaks first: its pods have
    no other container of Knative's. None where no use was recorded at a rate that was held.
    """
    if handler is None or not handler.seconds:
        return None
    same = [one for one in variants if one.model == variant.model]
    direct = [one for one in same if one.mode is Mode.CONTAINERIZED]
    found = (_cpu_seconds(samples, one.name) for one in (*direct, variant))
    cpu_seconds = next((one for one in found if one is not None), None)
    if cpu_seconds is None:
        return None
    return Decimal(ceil(1000 * cpu_seconds / handler.seconds)) / 1000


def _cpu_seconds(samples: Samples, name: str) -> float | None:
    """CPU seconds a request at the highest rate that was held and has such readings, where what
    the pods use without any request counts least.
    """
    for rate in reversed(steady_rates(samples, name)):
        segments = steady_segments(samples, name, rate)
        cores, answered = _cores(segments), throughput(segments)
        if cores is not None and answered and held(segments, samples.pods):
            return cores / answered
    return None


def _cores(segments: Sequence[LoadSegment]) -> float | None:
    known = [segment.usage for segment in segments if segment.usage is not None]
    count = sum(usage.samples for usage in known)
    return sum(u.cpu_millicores * u.samples for u in known) / count / 1000 if count else None
