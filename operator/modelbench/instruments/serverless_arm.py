"""The serverless arm: a request to the Knative Service at zero is all it takes."""

from typing import ClassVar

from modelbench.api.names import SERVERLESS
from modelbench.instruments.arm import Arm
from modelbench.instruments.http_request import Answer, send
from modelbench.kube.watch import Seen

_GRACE_SECONDS = 30
_DRAIN_SECONDS = 30


class ServerlessArm(Arm):
    """Goes to zero by itself after the stable window."""

    path: ClassVar[str] = SERVERLESS

    @property
    def cooling_seconds(self) -> int:
        """The window, the autoscaler's grace period for the network, and the pod's end.

        The end is queue-proxy's drain, or for an image that ignores SIGTERM the revision's timeout.
        """
        window = self.context.spec.serverless.stable_window_seconds
        end = max(_DRAIN_SECONDS, self.context.spec.scenarios.cold_start_seconds)
        return window + _GRACE_SECONDS + end

    def pods(self) -> list[Seen]:
        """The pods of the lane's Knative Service."""
        return self.context.observer.pods(SERVERLESS, self.lane)

    def is_at_zero(self) -> bool:
        """Nothing wanted by the autoscaler, no replicas, no pod left."""
        return self.context.observer.serverless_is_at_zero(self.lane)

    def cool_down(self) -> None:
        """Knative does it."""

    def settle(self) -> None:
        """Knative wants no pod only once the activator takes the requests."""

    def send_cold(self) -> Answer:
        """One request, which the activator holds until a pod is ready."""
        timeout = self.context.spec.scenarios.cold_start_seconds
        return send(self.target, self.context.spec.model.request, timeout, self.context.clock)
