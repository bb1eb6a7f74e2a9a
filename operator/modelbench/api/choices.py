"""What is to be decided: the traffic, the prices and the objectives of a spec."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

# As the providers' own calculators have it: 730 hours.
MONTH_SECONDS = 2_628_000


class Shape(StrEnum):
    """How the requests of a month are spread."""

    CONSTANT = "Constant"
    BUSINESS_HOURS = "BusinessHours"
    BURSTS = "Bursts"
    HOURLY = "Hourly"


@dataclass(frozen=True)
class Traffic:
    """One profile. ``rate`` is the mean of a whole month, in requests per second."""

    name: str
    rate: float
    shape: Shape
    hourly_weights: tuple[int, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests a month has."""
        return round(self.rate * MONTH_SECONDS)


@dataclass(frozen=True)
class Cost:
    """Which prices to use, and what to count. A stable window of None: that of the spec."""

    sheets: tuple[str, ...]
    sheets_config_map: str | None
    include_control_plane: bool
    control_plane_services: int
    include_free_tier: bool
    stable_window_seconds: int | None = None


@dataclass(frozen=True)
class Objective:
    """A bound on one figure, in the figure's own unit: milliseconds, percent or money."""

    figure: str
    maximum: Decimal
    rate: int | None = None
    traffic: str | None = None
    sheet: str | None = None

    @property
    def path(self) -> str:
        """The path that the figure speaks of."""
        return self.figure.partition(".")[0]


def parse_traffic(documents: Any) -> tuple[Traffic, ...]:
    """Read ``.spec.traffic``."""
    return tuple(_traffic(document) for document in documents)


def parse_cost(document: Mapping[str, Any] | None) -> Cost | None:
    """Read ``.spec.cost``; None without it."""
    if document is None:
        return None
    sheets = document["sheets"]
    return Cost(
        sheets=tuple(sheets["names"]),
        sheets_config_map=sheets.get("configMapName"),
        include_control_plane=document["includeControlPlane"],
        control_plane_services=document["controlPlaneServices"],
        include_free_tier=document["includeFreeTier"],
        stable_window_seconds=document.get("stableWindowSeconds"),
    )


def parse_objectives(documents: Any) -> tuple[Objective, ...]:
    """Read ``.spec.objectives``."""
    return tuple(_objective(document) for document in documents)


def _traffic(document: Mapping[str, Any]) -> Traffic:
    monthly = document.get("requestsPerMonth")
    rate = document["requestsPerSecond"] if monthly is None else monthly / MONTH_SECONDS
    weights = tuple(document.get("hourlyWeights", ()))
    return Traffic(document["name"], float(rate), Shape(document["shape"]), weights)


def _objective(document: Mapping[str, Any]) -> Objective:
    names = ("maximumMilliseconds", "maximumPercent", "maximumAmount")
    (maximum,) = (document[name] for name in names if name in document)
    return Objective(
        figure=document["figure"],
        maximum=Decimal(maximum),
        rate=document.get("ratePerSecond"),
        traffic=document.get("traffic"),
        sheet=document.get("sheet"),
    )
