"""The lanes of the serverless path, and the Deployment whose start is measured."""

from collections.abc import Callable

from modelbench.instruments.arm import Arm
from modelbench.instruments.containerized_arm import ContainerizedArm
from modelbench.instruments.context import Context
from modelbench.instruments.readiness import Readiness
from modelbench.instruments.serverless_arm import ServerlessArm


class Lanes:
    """As many lanes as asked for and as the cluster has room for.

    ``wanted`` is what the operator makes so; ``tell`` lets it know. They are opened one by one,
    while the containerized path's pod holds its own room.
    """

    def __init__(self, context: Context, tell: Callable[[str], None]) -> None:
        self._context = context
        self._tell = tell
        self.wanted = 1
        self.serverless: list[Arm] = []
        self.containerized: list[Arm] = []

    def open(self) -> None:
        """Open all that there is room for."""
        context, readiness = self._context, Readiness(self._context)
        self.serverless = [ServerlessArm(context, context.knative_target(1))]
        limit = context.spec.scenarios.lanes
        start = ContainerizedArm(context, context.start_target())
        self.containerized = [start]
        if context.spec.scenarios.cold_start is not None:
            start.scale(1)
        for lane in range(2, limit + 1):
            self._want(lane, f"opening lane {lane} of {limit}")
            if not readiness.wait_for_lane(lane):
                self._want(lane - 1, f"no room for lane {lane} of {limit}")
                break
            self.serverless.append(ServerlessArm(context, context.knative_target(lane), lane))
        start.cool_down()

    def _want(self, lanes: int, message: str) -> None:
        self.wanted = lanes
        self._tell(message)
