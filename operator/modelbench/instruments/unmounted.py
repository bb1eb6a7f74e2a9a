"""Why a pod does not start that waits for a volume, as far as somebody can mend it."""

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.instruments.context import Context
from modelbench.kube.watch import Seen
from modelbench.pods.missing_things import missing_from_the_namespace

PATIENCE_SECONDS = 20
"""A Secret that is applied together with its benchmark may come a little later."""


def unmounted_error(context: Context, pod: Seen) -> BenchmarkError | None:
    """The error of a pod whose Secret, ConfigMap or key of one is not there, by its events."""
    name = pod.object["metadata"]["name"]
    for seen in context.observer.events_of("Pod", name):
        words = str(seen.object.get("message")).strip()
        advice = missing_from_the_namespace(words)
        if seen.object.get("reason") == "FailedMount" and advice is not None:
            message = f"pod {name} cannot start: {words}"
            return BenchmarkError(Reason.CONTAINER_CONFIG_INVALID, message, advice)
    return None
