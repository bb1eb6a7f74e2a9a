"""What is to be measured: the scenarios of a spec, and how load is sent in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_DEFAULT_COLD_START_SECONDS = 60


@dataclass(frozen=True)
class Load:
    """How the requests of a load scenario are sent. ``max_connections`` bounds one generator."""

    generators: int
    max_connections: int
    arrivals: str
    seed: int
    bodies_config_map: str | None
    expected_json_path: str | None


@dataclass(frozen=True)
class ColdStart:
    """How many cold starts are measured, and how precisely."""

    trials: int
    max_trials: int
    relative_precision_percent: int
    lanes: int
    timeout_seconds: int


@dataclass(frozen=True)
class Burst:
    """Requests that arrive at the same moment, on the serverless path from zero."""

    requests: int
    trials: int


@dataclass(frozen=True)
class Saturation:
    """Rising rates until a path no longer holds them."""

    max_rate: int
    step_seconds: int
    latency_objective_milliseconds: int


@dataclass(frozen=True)
class Steady:
    """Constant rates, in requests per second, in ``rounds`` segments of each path and rate."""

    rates: tuple[int, ...]
    duration_seconds: int
    warm_up_seconds: int
    rounds: int
    saturation: Saturation | None


@dataclass(frozen=True)
class Autoscale:
    """A rise from a base to a peak rate, in requests per second, and the way back."""

    base_rate: int
    peak_rate: int
    base_seconds: int
    ramp_seconds: int
    hold_seconds: int
    settle_seconds: int
    latency_objective_milliseconds: int


@dataclass(frozen=True)
class Reactivation:
    """Requests that come a given gap after the last one; None: gaps from the stable window."""

    gaps_seconds: tuple[int, ...] | None
    trials: int
    lanes: int


@dataclass(frozen=True)
class Scenarios:
    """Those that were asked for; the others are None."""

    cold_start: ColdStart | None = None
    burst: Burst | None = None
    steady: Steady | None = None
    autoscale: Autoscale | None = None
    reactivation: Reactivation | None = None

    @property
    def lanes(self) -> int:
        """How many Knative Services may wait side by side."""
        waiting = (self.cold_start, self.reactivation)
        return max((scenario.lanes for scenario in waiting if scenario), default=1)

    @property
    def cold_start_seconds(self) -> int:
        """How long one cold start may take, whichever scenario causes it."""
        return self.cold_start.timeout_seconds if self.cold_start else _DEFAULT_COLD_START_SECONDS


def parse_load(document: Mapping[str, Any]) -> Load:
    """Read ``.spec.load``."""
    return Load(
        generators=document["generators"],
        max_connections=document["maxConnections"],
        arrivals=document["arrivals"],
        seed=document["seed"],
        bodies_config_map=document.get("bodies", {}).get("configMapName"),
        expected_json_path=document.get("expectedJSONPath"),
    )


def parse_scenarios(document: Mapping[str, Any]) -> Scenarios:
    """Read ``.spec.scenarios``."""
    return Scenarios(
        cold_start=_cold_start(document["coldStart"]) if "coldStart" in document else None,
        burst=Burst(**document["burst"]) if "burst" in document else None,
        steady=_steady(document["steady"]) if "steady" in document else None,
        autoscale=_autoscale(document["autoscale"]) if "autoscale" in document else None,
        reactivation=(
            _reactivation(document["reactivation"]) if "reactivation" in document else None
        ),
    )


def _cold_start(document: Mapping[str, Any]) -> ColdStart:
    return ColdStart(
        trials=document["trials"],
        max_trials=document["maxTrials"],
        relative_precision_percent=document["relativePrecisionPercent"],
        lanes=document["lanes"],
        timeout_seconds=document["timeoutSeconds"],
    )


def _steady(document: Mapping[str, Any]) -> Steady:
    saturation = document.get("saturation")
    return Steady(
        rates=tuple(document["ratesPerSecond"]),
        duration_seconds=document["durationSeconds"],
        warm_up_seconds=document["warmUpSeconds"],
        rounds=document["rounds"],
        saturation=None if saturation is None else _saturation(saturation),
    )


def _saturation(document: Mapping[str, Any]) -> Saturation:
    return Saturation(
        max_rate=document["maxRatePerSecond"],
        step_seconds=document["stepSeconds"],
        latency_objective_milliseconds=document["latencyObjectiveMilliseconds"],
    )


def _autoscale(document: Mapping[str, Any]) -> Autoscale:
    return Autoscale(
        base_rate=document["baseRatePerSecond"],
        peak_rate=document["peakRatePerSecond"],
        base_seconds=document["baseSeconds"],
        ramp_seconds=document["rampSeconds"],
        hold_seconds=document["holdSeconds"],
        settle_seconds=document["settleSeconds"],
        latency_objective_milliseconds=document["latencyObjectiveMilliseconds"],
    )


def _reactivation(document: Mapping[str, Any]) -> Reactivation:
    gaps = document.get("gapsSeconds")
    return Reactivation(
        gaps_seconds=None if gaps is None else tuple(sorted(gaps)),
        trials=document["trials"],
        lanes=document["lanes"],
    )
