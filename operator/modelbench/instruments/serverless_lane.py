"""A lane that scales to zero: a request to the Knative Service at zero is all it takes."""

from collections.abc import Container

from modelbench.api.knative import DRAIN_SECONDS, SCALE_TO_ZERO_GRACE_SECONDS
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Response, Target, refuses, send
from modelbench.instruments.lane import Lane
from modelbench.instruments.spent_pods import SpentPods
from modelbench.kube.watch import Seen

_CONNECT_SECONDS = 1.0
"""A connection within a cluster takes milliseconds; one that is merely slow is not refused."""


class ServerlessLane(Lane):
    """A Knative Service, which goes to zero by itself after the stable window.

    A pod that is proved to take no request any more counts as gone, as long as nodes have room for
    the next one beside it.
    """

    def __init__(self, context: Context, variant: Variant, target: Target, number: int = 1) -> None:
        super().__init__(context, variant, target, number)
        self._spent = SpentPods()

    @property
    def cooling_seconds(self) -> int:
        """The window, the delay of scaling down, the autoscaler's grace period, the pod's end.

        The end is queue-proxy's drain, or for an image that ignores SIGTERM the revision's timeout.
        """
        end = max(DRAIN_SECONDS, self.context.spec.start_seconds)
        return seconds_to_zero(self.variant, end)

    def pods(self) -> list[Seen]:
        """The pods of the lane's Knative Service, without those that count as gone."""
        pods = self._all_pods()
        return [pod for pod in pods if pod.object["metadata"]["uid"] not in self._gone]

    def is_at_zero(self) -> bool:
        """Whether the autoscaler wants nothing, there is no replica, and no pod is left."""
        observer = self.context.observer
        return observer.lane_is_at_zero(self.variant.name, self.number, self._gone)

    def see_to_ending_pods(self) -> None:
        """Hurry them, and look which of them are proved to be out of reach."""
        super().see_to_ending_pods()
        self._spent.look_at(self._all_pods())

    def cool_down(self) -> None:
        """Do nothing: Knative does it."""

    def settle(self) -> None:
        """Return at once: Knative wants no pod only once the activator takes the requests."""

    def send_cold(self) -> Response:
        """Send one request, which the activator holds until a pod is ready.

        ConnectionRefusedError when the gateway did not take it.
        """
        timeout = self.context.spec.start_seconds
        request = self.context.request_of(self.variant)
        response = send(self.target, request, timeout, self.context.clock, None, self.is_given_up)
        if response.is_refused:
            raise ConnectionRefusedError(f"the ingress gateway: {response.error}")
        return response

    def is_out_of_reach(self) -> bool:
        """Whether the gateway, which is before every Knative Service, refuses connections."""
        return refuses(self.target, _CONNECT_SECONDS)

    @property
    def _gone(self) -> Container[str]:
        return () if self.context.crowded.is_set() else self._spent.uids

    def _all_pods(self) -> list[Seen]:
        return self.context.observer.pods(self.variant.name, lane=self.number)


def seconds_to_zero(variant: Variant, end_seconds: int) -> int:
    """The window, the delay of scaling down, the autoscaler's grace period, the pod's end."""
    end = end_seconds + SCALE_TO_ZERO_GRACE_SECONDS
    settings = variant.serverless
    if settings is None:
        return end
    return settings.stable_window_seconds + settings.scale_down_delay_seconds + end
