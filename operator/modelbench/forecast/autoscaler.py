"""How many pods Knative's autoscaler keeps, and for how long, by a variant's settings."""

from dataclasses import dataclass
from math import ceil

from modelbench.api.spec import ScalingMetric, Serverless


@dataclass(frozen=True)
class Autoscaler:
    """The autoscaler of one variant. Durations are seconds.

    ``window`` is the stable window, over which it averages what is under way. ``delay`` is
    scaleDownDelaySeconds: it takes no pod away before fewer have been enough for so long, the last
    one included. ``service`` is how long a response takes.
    """

    settings: Serverless
    window: float
    delay: float
    service: float

    @property
    def wait(self) -> float:
        """How long after the last request it asks for a pod's end, its own lateness aside."""
        return self.window + self.delay

    def pods(self, rate: float) -> int:
        """How many pods it wants while requests come at ``rate`` (per second):

            Concurrency        ceil(rate * service time / (utilization * target))
            RequestsPerSecond  ceil(rate / (utilization * target))

        at least 1 and activationScale (which Knative holds for as long as it wants any pod), and
        minScale; at most maxScale.
        """
        settings = self.settings
        least = max(1, settings.activation_scale, settings.min_scale)
        return min(max(least, self._wanted(rate)), settings.max_scale)

    def kept_pods(self, rate: float) -> int:
        """Give the pods of a variant that keeps some; without any request those are minScale."""
        if rate:
            return self.pods(rate)
        return min(self.settings.min_scale, self.settings.max_scale)

    def _wanted(self, rate: float) -> int:
        settings = self.settings
        share = settings.target_utilization_percentage / 100
        if settings.metric is ScalingMetric.REQUESTS_PER_SECOND:
            return ceil(rate / (share * settings.target))
        return ceil(rate * self.service / (share * settings.target))
