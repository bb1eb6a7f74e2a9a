"""What the pods of the run itself cost, by when they really existed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.names import SERVERLESS
from modelbench.api.pod_samples import QUEUE_PROXY, PodInterval
from modelbench.api.samples import Instant, Samples
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, pods_use
from modelbench.cost.quantities import CONTROL_PLANE, footprint

_NANO = Decimal("1e-9")
_GIBIBYTE_MEBIBYTES = Decimal(1024)
Window = tuple[int, int]


@dataclass(frozen=True)
class RunCost:
    """Money of one sheet. ``idle`` and ``queue_proxy`` are parts of ``total``.

    ``control_plane`` is Knative's own, for as long as the arm had pods; it is no part of the total.
    """

    sheet: PriceSheet
    total: Decimal
    idle: Decimal
    queue_proxy: Decimal
    control_plane: Decimal | None


def run_cost(samples: Samples, path: str, sheet: PriceSheet) -> RunCost:
    """The pods of one path: sum of max(request, usage) * time * price.

    Usage is known of a path as a whole, while it was under load; where it exceeds what the pods
    asked for, the difference is added. Idle is the time of a pod during which none of the path's
    measured requests was under way. A run has no free tier.
    """
    prices = sheet.without_free_tier()
    pods = [pod for pod in samples.pods if pod.path == path]
    windows = _merged(_busy_windows(samples, path))
    extra = _sum(_beyond_requests(samples, pods, path))
    proxies = _sum(_use(prices, pod, only=QUEUE_PROXY) for pod in pods)
    return RunCost(
        sheet,
        amount(prices, _sum(_use(prices, pod) for pod in pods) + extra),
        amount(prices, _sum(_use(prices, pod, share=_idle_share(pod, windows)) for pod in pods)),
        amount(prices, proxies),
        _control_plane(prices, pods) if path == SERVERLESS else None,
    )


def whole_cost(samples: Samples, sheet: PriceSheet) -> Decimal:
    """All pods of the benchmark: both arms, their lanes, the runner and the generators."""
    paths = sorted({pod.path for pod in samples.pods})
    return sum((run_cost(samples, path, sheet).total for path in paths), Decimal(0))


def pod_seconds(samples: Samples, path: str | None = None) -> int:
    """How long the pods of a path, or of the whole run, existed together."""
    pods = [pod for pod in samples.pods if path in (None, pod.path)]
    return round(sum(pod.nanoseconds for pod in pods) / 1e9)


def _use(
    sheet: PriceSheet, pod: PodInterval, only: str | None = None, share: Decimal = Decimal(1)
) -> Use:
    """A part of a pod is billed by the second; its minimum and sizes are those of the whole pod."""
    seconds = pod.nanoseconds * _NANO
    if only is None:
        return pods_use(sheet, footprint(pod.containers), seconds, share)
    held = footprint(container for container in pod.containers if container.name == only)
    return Use(Decimal(0), seconds * held.vcpu, seconds * held.gibibytes)


def _beyond_requests(samples: Samples, pods: Sequence[PodInterval], path: str) -> Iterator[Use]:
    """What a path used during a segment above what its pods asked for."""
    for segment in samples.segments:
        if segment.path != path or segment.usage is None:
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
    seconds = _overlap((pod.started_nanoseconds, pod.ended_nanoseconds), window) * _NANO
    held = footprint(pod.containers)
    return Use(Decimal(0), held.vcpu * seconds, held.gibibytes * seconds)


def _busy_windows(samples: Samples, path: str) -> Iterator[Window]:
    for trial in samples.of(path):
        begin, end = trial.stamps.get(Instant.INTENDED), trial.stamps.get(Instant.ANSWERED)
        if begin is not None and end is not None:
            yield begin.nanoseconds, end.nanoseconds
    for segment in samples.segments:
        if segment.path == path:
            begin_at = segment.started_nanoseconds
            yield begin_at, begin_at + segment.actual_span_nanoseconds


def _merged(windows: Iterable[Window]) -> list[Window]:
    """Without overlaps, so that nothing counts twice."""
    found: list[Window] = []
    for begin, end in sorted(windows):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _idle_share(pod: PodInterval, windows: Sequence[Window]) -> Decimal:
    if not pod.nanoseconds:
        return Decimal(0)
    whole = (pod.started_nanoseconds, pod.ended_nanoseconds)
    busy = sum(_overlap(whole, window) for window in windows)
    return 1 - Decimal(busy) / pod.nanoseconds


def _overlap(first: Window, second: Window) -> int:
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))


def _control_plane(sheet: PriceSheet, pods: Sequence[PodInterval]) -> Decimal:
    """Knative's control plane while any pod of the arm existed."""
    windows = _merged((pod.started_nanoseconds, pod.ended_nanoseconds) for pod in pods)
    seconds = sum(end - begin for begin, end in windows) * _NANO
    return amount(
        sheet, Use(Decimal(0), CONTROL_PLANE.vcpu * seconds, CONTROL_PLANE.gibibytes * seconds)
    )


def _sum(uses: Iterable[Use]) -> Use:
    return sum(uses, Use())
