"""What the pods of the run itself cost, by when they really existed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.mode import Mode
from modelbench.api.names import Role
from modelbench.api.pod_samples import QUEUE_PROXY, PodInterval
from modelbench.api.samples import Samples
from modelbench.api.variants import Variant
from modelbench.cost.busy_time import Window, busy_parts, busy_windows, merged, overlap
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, pods_use
from modelbench.cost.quantities import CONTROL_PLANE, footprint

_NANO = Decimal("1e-9")
_GIBIBYTE_MEBIBYTES = Decimal(1024)


@dataclass(frozen=True)
class RunCost:
    """Money of one sheet. ``idle`` and ``queue_proxy`` are parts of ``total``.

    ``control_plane`` is Knative's own, for as long as the variant had pods; it is no part of the
    total. It is None for a variant without Knative.
    """

    sheet: PriceSheet
    total: Decimal
    idle: Decimal
    queue_proxy: Decimal
    control_plane: Decimal | None


def run_cost(samples: Samples, variant: Variant, sheet: PriceSheet) -> RunCost:
    """What the pods cost that serve one variant: sum of max(request, usage) * time * price.

    Usage is known of a variant as a whole, while it was under load; where it exceeds what the pods
    asked for, the difference is added. Idle is the time of a pod during which none of the variant's
    measured requests was under way. A run has no free tier. SizeError when the sheet does not sell
    a pod of that size.
    """
    prices = sheet.without_free_tier()
    pods = model_pods(samples, variant.name)
    busy = [(window, 1.0) for window in merged(busy_windows(samples, variant.name))]
    busy += busy_parts(samples, variant.name, pods)
    proxies = _sum(_use(prices, pod, only=QUEUE_PROXY) for pod in pods)
    return RunCost(
        sheet,
        _total(samples, pods, variant.name, prices),
        amount(prices, _sum(_use(prices, pod, share=_idle_share(pod, busy)) for pod in pods)),
        amount(prices, proxies),
        _control_plane(prices, pods) if variant.mode is Mode.SERVERLESS else None,
    )


def whole_cost(samples: Samples, sheet: PriceSheet) -> Decimal:
    """All pods of the benchmark: those of every variant, their lanes, the runner, the generators.

    SizeError when the sheet does not sell a pod of that size.
    """
    prices, total = sheet.without_free_tier(), Decimal(0)
    names = {pod.variant for pod in samples.pods if pod.variant and pod.role is Role.MODEL}
    for name in sorted(names):
        total += _total(samples, model_pods(samples, name), name, prices)
    others = [pod for pod in samples.pods if pod.variant is None or pod.role is not Role.MODEL]
    return total + amount(prices, _sum(_use(prices, pod) for pod in others))


def model_pods(samples: Samples, variant: str) -> list[PodInterval]:
    """The pods that serve a variant."""
    return [pod for pod in samples.pods if (pod.variant, pod.role) == (variant, Role.MODEL)]


def pod_seconds(pods: Iterable[PodInterval]) -> int:
    """How long pods existed together, in seconds."""
    return round(sum(pod.nanoseconds for pod in pods) / 1e9)


def _total(
    samples: Samples, pods: Sequence[PodInterval], variant: str, prices: PriceSheet
) -> Decimal:
    extra = _sum(_beyond_requests(samples, pods, variant))
    return amount(prices, _sum(_use(prices, pod) for pod in pods) + extra)


def _use(
    sheet: PriceSheet, pod: PodInterval, only: str | None = None, share: Decimal = Decimal(1)
) -> Use:
    """A part of a pod is billed by the second; its minimum and sizes are those of the whole pod."""
    seconds = pod.nanoseconds * _NANO
    if only is None:
        return pods_use(sheet, footprint(pod.containers), seconds, share)
    held = footprint(container for container in pod.containers if container.name == only)
    return Use(Decimal(0), seconds * held.vcpu, seconds * held.gibibytes)


def _beyond_requests(samples: Samples, pods: Sequence[PodInterval], variant: str) -> Iterator[Use]:
    """What a variant used during a segment above what its pods asked for."""
    for segment in samples.segments:
        if segment.variant != variant or segment.usage is None:
            continue
        window = (
            segment.started_nanoseconds,
            segment.started_nanoseconds + segment.actual_span_nanoseconds,
        )
        seconds = (window[1] - window[0]) * _NANO
        asked = _sum(_held(pod, window) for pod in pods)
        cpu = Decimal(segment.usage.cpu_millicores) / 1000 * seconds
        memory = Decimal(segment.usage.memory_mebibytes) / _GIBIBYTE_MEBIBYTES * seconds
        yield Use(
            Decimal(0),
            max(Decimal(0), cpu - asked.vcpu_seconds),
            max(Decimal(0), memory - asked.gibibyte_seconds),
        )


def _held(pod: PodInterval, window: Window) -> Use:
    seconds = overlap((pod.started_nanoseconds, pod.ended_nanoseconds), window) * _NANO
    held = footprint(pod.containers)
    return Use(Decimal(0), held.vcpu * seconds, held.gibibytes * seconds)


def _idle_share(pod: PodInterval, busy: Sequence[tuple[Window, float]]) -> Decimal:
    """``busy`` has spans of time and in what share of each a request was under way."""
    if not pod.nanoseconds:
        return Decimal(0)
    whole = (pod.started_nanoseconds, pod.ended_nanoseconds)
    spent = sum(round(share * overlap(whole, window)) for window, share in busy)
    return 1 - Decimal(spent) / pod.nanoseconds


def _control_plane(sheet: PriceSheet, pods: Sequence[PodInterval]) -> Decimal:
    """Knative's control plane while any of these pods existed."""
    windows = merged((pod.started_nanoseconds, pod.ended_nanoseconds) for pod in pods)
    seconds = sum(end - begin for begin, end in windows) * _NANO
    return amount(
        sheet, Use(Decimal(0), CONTROL_PLANE.vcpu * seconds, CONTROL_PLANE.gibibytes * seconds)
    )


def _sum(uses: Iterable[Use]) -> Use:
    return sum(uses, Use())
