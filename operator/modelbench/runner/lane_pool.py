"""The lanes of all variants whose cold start can be measured."""

from collections.abc import Callable, Sequence

from modelbench.api.knative import DRAIN_SECONDS
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.lane import Lane
from modelbench.instruments.readiness import Readiness
from modelbench.instruments.serverless_lane import ServerlessLane, seconds_to_zero
from modelbench.instruments.start_lane import StartLane


class LanePool:
    """As many lanes of each variant that scales to zero as asked for and as there is room for.

    ``wanted`` is what the operator makes so; ``tell`` lets it know. They are opened number by
    number, for all these variants together, while a pod of each containerized variant holds its
    own room. One without room is waited for until the pods of earlier lanes, which begin with one
    each, have gone to zero. ``lanes`` has them by the name of their variant.
    """

    def __init__(self, context: Context, tell: Callable[[str], None]) -> None:
        self._context = context
        self._tell = tell
        self._scaling = [one for one in context.variants if one.scales_to_zero]
        self.wanted = 1
        self.lanes: dict[str, Sequence[Lane]] = {}

    @property
    def count(self) -> int | None:
        """How many lanes each variant has that scales to zero; None without such a variant."""
        return self.wanted if self._scaling else None

    def open(self) -> None:
        """Open all that there is room for."""
        starts = [self._start_lane(one) for one in self._context.variants if one.containerized]
        if self._context.spec.scenarios.cold_start is not None:
            for start in starts:
                start.scale(1)
        if self._scaling:
            self._open_lanes()
        for start in starts:
            start.cool_down()
        self.lanes = self._by_variant(starts)

    def _open_lanes(self) -> None:
        readiness, limit = Readiness(self._context), self._context.spec.scenarios.lanes
        for number in range(2, limit + 1):
            self._want(number, f"opening lane {number} of {limit}")
            if readiness.wait_for_lane(self._scaling, number):
                continue
            self._want(number, f"waiting for room for lane {number} of {limit}")
            if not readiness.wait_for_room(self._scaling, number, self._seconds_to_zero()):
                self._want(number - 1, f"no room for lane {number} of {limit}")
                return

    def _seconds_to_zero(self) -> int:
        """How long the pods take with which the lanes began, and then one more to start."""
        ends = [seconds_to_zero(variant, DRAIN_SECONDS) for variant in self._scaling]
        return max(ends) + self._context.spec.scenarios.cold_start_seconds

    def _want(self, lanes: int, message: str) -> None:
        self.wanted = lanes
        self._tell(message)

    def _by_variant(self, starts: Sequence[Lane]) -> dict[str, Sequence[Lane]]:
        found: dict[str, Sequence[Lane]] = {}
        for variant in self._context.variants:
            if variant.scales_to_zero:
                numbers = range(1, self.wanted + 1)
                found[variant.name] = [self._serverless_lane(variant, n) for n in numbers]
            elif variant.containerized is not None:
                found[variant.name] = [one for one in starts if one.variant is variant]
        return found

    def _serverless_lane(self, variant: Variant, number: int) -> Lane:
        target = self._context.knative_target(variant.name, number)
        return ServerlessLane(self._context, variant, target, number)

    def _start_lane(self, variant: Variant) -> StartLane:
        return StartLane(self._context, variant, self._context.start_target(variant.name))
