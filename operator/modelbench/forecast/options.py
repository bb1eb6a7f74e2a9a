"""The ways to run a model, and the measured durations on which the cost of each rests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import Any

from modelbench.api.mode import Mode
from modelbench.api.pod_requests import pod_requests
from modelbench.api.pod_samples import ContainerRequest
from modelbench.api.spec import HorizontalPodAutoscaler
from modelbench.api.variants import Variant
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.cost.quantities import (
    DEFAULT_QUEUE_PROXY,
    Footprint,
    footprint,
    requested_footprint,
)
from modelbench.forecast.tail_bands import bands_of
from modelbench.forecast.timings import Estimate, Timings


@dataclass(frozen=True)
class Overload:
    """A rate that a variant was seen not to hold, in requests per second, and why.

    ``beyond`` is the least rate that is surely too much: that rate, or less where the variant has a
    fixed number of pods, which under a growing queue answered all that they could.
    """

    rate: int
    reason: str
    beyond: float


@dataclass(frozen=True)
class MeasuredVariant:
    """A variant with what a forecast needs to know of it.

    ``highest_rate`` is what it was seen to hold, in requests per second; 0 when that was not
    measured. ``overload`` is the lowest rate above it that the variant did not hold.
    ``queue_proxy`` is what is set aside for Knative's container in each of its pods. ``used_vcpu``
    is how much CPU the model used while it answered, in the mean; None where that is not known.
    ``tokens`` are how many its responses had, and how many responses; None where they are no
    streams. ``pod_capacity`` is how many requests a second one pod of the model was seen to answer
    under a growing queue; None where no queue grew: then a pod is taken to answer any number of
    requests at a time that the variant's own limit allows.
    """

    variant: Variant
    timings: Timings
    highest_rate: int
    queue_proxy: ContainerRequest = DEFAULT_QUEUE_PROXY
    overload: Overload | None = None
    used_vcpu: Decimal | None = None
    tokens: tuple[int, int] | None = None
    pod_capacity: float | None = None

    @property
    def horizontal(self) -> HorizontalPodAutoscaler | None:
        """The autoscaler of a Deployment, where a forecast can tell what it does."""
        return None if self.horizontal_missing else self._horizontal

    @property
    def horizontal_missing(self) -> str | None:
        """What a forecast of its HorizontalPodAutoscaler lacks; None also where it has none."""
        if self._horizontal is None:
            return None
        if not self.model_footprint.vcpu:
            return "the pod requests no CPU"
        if self.used_vcpu is None:
            return "how much CPU a request uses was not measured"
        return None if self.timings.cold_start else "how long a pod takes to start was not measured"

    @property
    def horizontal_note(self) -> str | None:
        """What a person should know of a HorizontalPodAutoscaler that no forecast can tell."""
        missing, kept = self.horizontal_missing, self.variant.kept_pods
        if missing is None:
            return None
        pods = "1 pod" if kept == 1 else f"{kept} pods"
        return f"its HorizontalPodAutoscaler is not counted, since {missing}: {pods} all month"

    @property
    def _horizontal(self) -> HorizontalPodAutoscaler | None:
        settings = self.variant.containerized
        return None if settings is None else settings.horizontal_pod_autoscaler

    @property
    def most_pods(self) -> int:
        """How many pods a containerized variant may have in a forecast."""
        settings, kept = self.horizontal, self.variant.kept_pods
        return kept if settings is None else max(kept, settings.max_replicas)

    @property
    def model_footprint(self) -> Footprint:
        """What a pod sets aside for the model, all of its own containers together."""
        return requested_footprint(pod_requests(self.variant.model))

    @property
    def pod_footprint(self) -> Footprint:
        """What one of its pods sets aside on a cluster."""
        if self.variant.mode is Mode.CONTAINERIZED:
            return self.model_footprint
        return self.model_footprint + footprint([self.queue_proxy])


@dataclass(frozen=True)
class Option:
    """One way to run the model: a variant, and whose prices."""

    measured: MeasuredVariant = field(hash=False)
    sheet: PriceSheet

    @property
    def variant(self) -> Variant:
        """Which variant is run."""
        return self.measured.variant

    @property
    def name(self) -> str:
        """The name of that variant."""
        return self.measured.variant.name

    @property
    def key(self) -> tuple[str, str]:
        """The names of variant and sheet, by which options are told apart."""
        return self.name, self.sheet.name

    @property
    def billed_footprint(self) -> Footprint:
        """What a pod is priced by, before it is rounded up to a size that is sold.

        A provider gives an instance the CPU that is paid for, and no more. So where the measured
        requests used more than the pod asks for, that is priced: with less they would have taken
        longer.
        """
        if not self.is_managed:
            return self.measured.pod_footprint
        asked, used = self.measured.model_footprint, self.measured.used_vcpu
        return asked if used is None else replace(asked, vcpu=max(asked.vcpu, used))

    @property
    def is_fixed(self) -> bool:
        """Whether its number of pods is the same all month, in a forecast."""
        is_scaled = self.measured.horizontal is not None and not self.is_managed
        return self.variant.mode is Mode.CONTAINERIZED and not is_scaled

    @property
    def is_managed(self) -> bool:
        """Whether a provider runs its instances, and not Kubernetes its pods."""
        return self.sheet.is_managed

    @property
    def bills_requests(self) -> bool:
        """Whether its pods are paid for only while they answer."""
        return self.sheet.billing is Billing.REQUESTS


@dataclass(frozen=True)
class Durations:
    """The timings at some points of their intervals, in seconds.

    ``starts`` are drawn from in place of the measured cold starts, whatever ``cold_start`` is.
    """

    cold_start: float | None
    initialization: float | None
    service: float | None
    handler: float | None
    grace: float
    drain: float
    pods_per_start: float
    starts: tuple[float, ...] = ()


def as_measured(option: Option) -> Durations:
    """The estimates themselves."""
    return _durations(option.measured.timings, {})


def corners(option: Option) -> list[Durations]:
    """Every combination of lower and upper ends of the estimates on which the option's cost rests.

    A cost can rise in one duration and fall in another, so that all lower and all upper ends alone
    would let errors cancel. Empty when one of the estimates has no interval.
    """
    return _corners(option, _needed(option))


def user_corners(option: Option) -> list[Durations]:
    """The same of those on which it rests what its users meet, on a cluster."""
    return _corners(option, _of_pods(option))


def user_bands(option: Option) -> list[Durations]:
    """What was measured, with the starts at either end of each quantile's interval."""
    found = option.measured.timings.cold_start
    if found is None or "cold_start" not in _of_pods(option):
        return []
    return [replace(as_measured(option), starts=band) for band in bands_of(found.samples)]


def _corners(option: Option, names: tuple[str, ...]) -> list[Durations]:
    timings = option.measured.timings
    pairs = [_ends(getattr(timings, name)) for name in names]
    return [
        _durations(timings, dict(zip(names, chosen, strict=True))) for chosen in product(*pairs)
    ]


def _needed(option: Option) -> tuple[str, ...]:
    if option.is_fixed:
        return ()
    return ("handler", "initialization") if option.is_managed else _of_pods(option)


def _of_pods(option: Option) -> tuple[str, ...]:
    is_started = option.variant.scales_to_zero or option.measured.horizontal is not None
    return ("cold_start", "service") if is_started else ("service",)


def _ends(estimate: Estimate | None) -> tuple[float, ...]:
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return ()
    return (estimate.lower, estimate.upper)


def _durations(timings: Timings, chosen: Mapping[str, float]) -> Durations:
    """The estimates, of which some are replaced by what was chosen."""
    values: dict[str, Any] = dict(chosen)
    for name in ("cold_start", "initialization", "service", "handler"):
        estimate: Estimate | None = getattr(timings, name)
        values.setdefault(name, None if estimate is None else estimate.seconds)
    return Durations(
        **values,
        grace=timings.grace_seconds,
        drain=timings.drain_seconds,
        pods_per_start=timings.pods_per_start,
    )
