"""What is to be decided: the traffic, the prices and the objectives of a spec."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from modelbench.api.trace import Trace, TraceSource
from modelbench.api.values import Value

# As the providers' own calculators have it: 730 hours.
MONTH_SECONDS = 2_628_000


class Shape(StrEnum):
    """How the requests of a month are spread."""

    CONSTANT = "Constant"
    BUSINESS_HOURS = "BusinessHours"
    BURSTS = "Bursts"
    HOURLY = "Hourly"
    WEEKLY = "Weekly"
    TRACE = "Trace"


@dataclass(frozen=True)
class Traffic:
    """Whose requests. ``rate`` is the mean of a whole month, in requests per second; it need not be
    that of ``trace``, which is there with the shape of that name.
    """

    name: str
    rate: float
    shape: Shape
    hourly_weights: tuple[int, ...] = ()
    weekly_weights: tuple[int, ...] = ()
    trace: Trace | None = None

    @property
    def requests(self) -> int:
        """How many requests a month has."""
        return round(self.rate * MONTH_SECONDS)


class TrafficProfile(Value, frozen=True):
    """One item of ``spec.traffic``; exactly one of the two numbers is given, or a trace, of which
    ``requests_per_month`` changes how many requests a month has.
    """

    name: str
    shape: Shape
    requests_per_month: int | None = None
    requests_per_second: int | None = None
    hourly_weights: tuple[int, ...] = ()
    weekly_weights: tuple[int, ...] = ()
    trace: TraceSource | None = None

    def traffic(self, trace: Trace | None = None) -> Traffic:
        """The mean rate that either number gives, or the trace, which is that of ``self.trace``."""
        rate = float(self.requests_per_second or 0) if trace is None else trace.rate
        if self.requests_per_month is not None:
            rate = self.requests_per_month / MONTH_SECONDS
        weights = (self.hourly_weights, self.weekly_weights)
        return Traffic(self.name, rate, self.shape, *weights, trace)


class Sheets(Value, frozen=True):
    """Price sheets: shipped ones by name, and all of a ConfigMap."""

    names: tuple[str, ...] = ()
    config_map_name: str | None = None


class Cost(Value, frozen=True):
    """Which prices to use, and what to count. A stable window of None: that of each variant."""

    sheets: Sheets
    include_control_plane: bool
    control_plane_services: int
    include_free_tier: bool
    stable_window_seconds: int | None = None

    def window_of(self, own_seconds: int) -> int:
        """The stable window that counts for a variant with one of its own, in seconds."""
        return self.stable_window_seconds or own_seconds


class Objective(Value, frozen=True):
    """A bound on one metric, in the metric's own unit: milliseconds, percent or money.

    Tokens a second are bounded from below.
    """

    metric: str
    rate_per_second: int | None = None
    traffic: str | None = None
    sheet: str | None = None
    maximum_milliseconds: int | None = None
    maximum_percent: str | None = None
    maximum_amount: str | None = None
    minimum_tokens_per_second: str | None = None

    @property
    def variant(self) -> str:
        """The name of the variant that the metric speaks of."""
        return self.metric.partition(".")[0]

    @property
    def is_minimum(self) -> bool:
        """Whether more is better."""
        return self.minimum_tokens_per_second is not None

    @property
    def bound(self) -> Decimal:
        """What the metric must not exceed, or must reach. ValueError without a bound."""
        bounds = (
            self.maximum_milliseconds,
            self.maximum_percent,
            self.maximum_amount,
            self.minimum_tokens_per_second,
        )
        for bound in bounds:
            if bound is not None:
                return Decimal(bound)
        raise ValueError(f"spec.objectives: {self.metric} has no bound")
