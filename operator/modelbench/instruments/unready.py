"""Why a pod that runs is not ready, as far as it can be found out from outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException

from modelbench.api.knative import PROBE_MILLISECONDS
from modelbench.api.pod_samples import QUEUE_PROXY
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.observer import variant_of
from modelbench.instruments.timed_connection import TimedConnection
from modelbench.kube.watch import Seen

_REFUSED = "connection refused"

_LISTEN = (
    "Have the image listen on 0.0.0.0, by an argument or environment variable such as HOST or "
    "GUNICORN_CMD_ARGS=--bind=0.0.0.0"
)
_NO_REDIRECT = "Set spec.model.readinessPath to a path that does not redirect, or leave it out"

_ASK_SECONDS = 2.0
"""A pod within the cluster tells a redirect in milliseconds."""


@dataclass(frozen=True)
class Redirect:
    """A response that leads elsewhere."""

    status: int
    location: str


def unready_error(
    context: Context, pod: Seen, limit_seconds: int, ready: Sequence[Variant]
) -> BenchmarkError:
    """The error of a pod that is not ready in time; ``ready`` are serverless variants that are."""
    words = _unhealthy(context, pod)
    message = ": ".join([_late(pod, limit_seconds), *words])
    advice = None
    variant = next((one for one in context.variants if one.name == variant_of(pod)), None)
    if variant is not None:
        if other := _behind_a_proxy(variant, ready, words):
            message += (
                f"; variant {other.name} of the same image is ready, behind a proxy in its pod: "
                "the image only listens on 127.0.0.1"
            )
            advice = _LISTEN
        elif found := redirect(pod, variant):
            path = variant.model.readiness_path
            message += f"; {path} answers {found.status} and redirects to {found.location}"
            advice = _NO_REDIRECT
    return BenchmarkError(Reason.NOT_READY, message, advice)


def redirect(pod: Seen, variant: Variant) -> Redirect | None:
    """Where a pod's readiness path leads, if it does; None when the pod does not tell."""
    address, path = pod.object["status"].get("podIP"), variant.model.readiness_path
    if not address or path is None:
        return None
    connection = TimedConnection(address, variant.model.port, _ASK_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        location = response.getheader("Location")
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return (
        Redirect(response.status, location) if 300 <= response.status < 400 and location else None
    )


def _late(pod: Seen, limit_seconds: int) -> str:
    message = f"pod {pod.object['metadata']['name']} runs but is not ready after {limit_seconds} s"
    statuses = pod.object["status"].get("containerStatuses", ())
    if QUEUE_PROXY in (status["name"] for status in statuses):
        message += f", by Knative's queue-proxy, which gives each probe {PROBE_MILLISECONDS} ms"
    return message


def _unhealthy(context: Context, pod: Seen) -> Sequence[str]:
    """The kubelet's last words on the pod's readiness, if it had any."""
    events = context.observer.events_of("Pod", pod.object["metadata"]["name"])
    found = [e.object["message"] for e in events if e.object.get("reason") == "Unhealthy"]
    return [str(found[-1]).strip()] if found else []


def _behind_a_proxy(
    variant: Variant, ready: Sequence[Variant], words: Sequence[str]
) -> Variant | None:
    """A ready variant of the same pod that is reached from within it, where this one refuses."""
    if variant.serverless is not None or not any(_REFUSED in one for one in words):
        return None
    return next(_reached_from_within(variant, ready), None)


def _reached_from_within(variant: Variant, ready: Sequence[Variant]) -> Iterator[Variant]:
    for one in ready:
        settings = one.serverless
        if settings is not None and settings.lambda_function is None and one.model == variant.model:
            yield one
