"""A lane that scales to zero: a request to the Knative Service at zero is all it takes."""

from modelbench.api.knative import DRAIN_SECONDS, SCALE_TO_ZERO_GRACE_SECONDS
from modelbench.instruments.http_request import Response, send
from modelbench.instruments.lane import Lane
from modelbench.kube.watch import Seen


class ServerlessLane(Lane):
    """A Knative Service, which goes to zero by itself after the stable window."""

    @property
    def cooling_seconds(self) -> int:
        """The window, the delay of scaling down, the autoscaler's grace period, the pod's end.

        The end is queue-proxy's drain, or for an image that ignores SIGTERM the revision's timeout.
        """
        settings = self.variant.serverless
        end = max(DRAIN_SECONDS, self.context.spec.start_seconds)
        end += SCALE_TO_ZERO_GRACE_SECONDS
        if settings is None:
            return end
        return settings.stable_window_seconds + settings.scale_down_delay_seconds + end

    def pods(self) -> list[Seen]:
        """The pods of the lane's Knative Service."""
        return self.context.observer.pods(self.variant.name, lane=self.number)

    def is_at_zero(self) -> bool:
        """Whether the autoscaler wants nothing, there is no replica, and no pod is left."""
        return self.context.observer.lane_is_at_zero(self.variant.name, self.number)

    def cool_down(self) -> None:
        """Do nothing: Knative does it."""

    def settle(self) -> None:
        """Return at once: Knative wants no pod only once the activator takes the requests."""

    def send_cold(self) -> Response:
        """Send one request, which the activator holds until a pod is ready."""
        timeout = self.context.spec.start_seconds
        request = self.context.request_of(self.variant)
        return send(self.target, request, timeout, self.context.clock)
