"""The scenarios as documents: one module each, and what a benchmark has of all of them."""

from modelbench.api.scenarios.autoscale import Autoscale, AutoscaleStatus
from modelbench.api.scenarios.burst import Burst, BurstStatus, BurstTrial
from modelbench.api.scenarios.cold_start import ColdStart, ColdStartStatus, ColdTrial, FirstEver
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.reactivation import GapTrial, Reactivation, ReactivationStatus
from modelbench.api.scenarios.replay import Replay, ReplayStatus
from modelbench.api.scenarios.steady import Steady, SteadyStatus
from modelbench.api.scenarios.users import Users, UsersStatus
from modelbench.api.values import Value

# As scenarios.coldStart.timeoutSeconds has it by default, where no cold start is asked for.
_DEFAULT_COLD_START_SECONDS = 60


class Scenarios(Value, frozen=True):
    """``spec.scenarios``: those that were asked for; the others are None."""

    cold_start: ColdStart | None = None
    burst: Burst | None = None
    steady: Steady | None = None
    users: Users | None = None
    autoscale: Autoscale | None = None
    reactivation: Reactivation | None = None
    replay: Replay | None = None

    @property
    def lanes(self) -> int:
        """How many Knative Services of a variant may wait side by side."""
        waiting = (self.cold_start, self.reactivation)
        return max((scenario.lanes for scenario in waiting if scenario), default=1)

    @property
    def cold_start_seconds(self) -> int:
        """How long one cold start may take, whichever scenario causes it."""
        return self.cold_start.timeout_seconds if self.cold_start else _DEFAULT_COLD_START_SECONDS


class ScenarioSamples(Value, frozen=True):
    """What is stored of all scenarios, each kind in the order in which it was measured."""

    trials: tuple[ColdTrial, ...] = ()
    first_ever: tuple[FirstEver, ...] = ()
    bursts: tuple[BurstTrial, ...] = ()
    segments: tuple[LoadSegment, ...] = ()
    gaps: tuple[GapTrial, ...] = ()

    def of(self, variant: str) -> tuple[ColdTrial, ...]:
        """The cold starts of one variant in the order they were made."""
        return tuple(trial for trial in self.trials if trial.variant == variant)

    @property
    def rejected(self) -> tuple[tuple[str, ColdTrial | BurstTrial], ...]:
        """The trials that do not count, each with what it is one of."""
        series = (("cold start", self.trials), ("burst", self.bursts))
        return tuple((kind, one) for kind, trials in series for one in trials if one.rejection)


class ScenarioStatuses(Value, frozen=True):
    """What is told of one variant, by scenario; None where it was not measured."""

    cold_start: ColdStartStatus | None = None
    burst: BurstStatus | None = None
    reactivation: ReactivationStatus | None = None
    steady: SteadyStatus | None = None
    users: UsersStatus | None = None
    autoscale: AutoscaleStatus | None = None
    replay: ReplayStatus | None = None
