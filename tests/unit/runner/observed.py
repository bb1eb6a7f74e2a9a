"""A cluster as the runner sees it, made by hand."""

from types import SimpleNamespace

from modelbench.api.scenarios.cold_start import ColdTrial, TrialKind
from modelbench.instruments.direct_probe import Serving
from modelbench.instruments.evidence import Attempt
from modelbench.instruments.http_request import Response
from modelbench.kube.watch import Seen

from tests.unit.made.requests import prepared
from tests.unit.made.sessions import variant

SENT = 1_764_042_000_000_000_000
MILLISECOND = 1_000_000
POD = "b-serverless-00001-deployment-abc-xyz"


def pod(seen_after_milliseconds, uid="new"):
    document = {
        "metadata": {"name": POD, "namespace": "n", "uid": uid, "generateName": POD[:-3]},
        "spec": {"containers": [{"name": "user-container"}, {"name": "queue-proxy"}]},
        "status": {},
    }
    return Seen(document, SENT + seen_after_milliseconds * MILLISECOND)


def event(reason, after_milliseconds, container=None):
    """An event whose name tells its nanoseconds, as client-go's do."""
    at = SENT + after_milliseconds * MILLISECOND
    document = {
        "metadata": {"name": f"{POD}.{at:x}"},
        "involvedObject": {"kind": "Pod", "name": POD},
        "reason": reason,
        "message": "Container image already present on machine" if reason == "Pulled" else "",
    }
    if container is not None:
        document["involvedObject"]["fieldPath"] = f"spec.containers{{{container}}}"
    return Seen(document, at + 5 * MILLISECOND)


EVENTS = [
    event("Scheduled", 20),
    event("Pulled", 400, "user-container"),
    event("Created", 420, "user-container"),
    event("Started", 500, "user-container"),
    event("Started", 650, "queue-proxy"),
]


def context(pods, events=EVENTS, **request):
    """A context whose observer knows these pods and events, and whose request has these fields."""
    observer = SimpleNamespace(
        events_of=lambda kind, prefix: events if kind == "Pod" else [],
        signal=SimpleNamespace(wait_for=lambda predicate, timeout_seconds: predicate()),
    )
    asked = prepared(**request)
    return SimpleNamespace(observer=observer, request_of=lambda _: asked, redaction=asked.redaction)


def attempt(served=None, of=None, **response):
    """A request to the variant ``of`` that was sent at once and answered after 900 ms.

    ``served`` has, by the pod's uid, the milliseconds after which it was found serving.
    """
    values = {"status_code": 200, **response}
    given = Response(SENT + MILLISECOND, SENT + 900 * MILLISECOND, **values)
    found = {uid: Serving(SENT + at * MILLISECOND, None) for uid, at in (served or {}).items()}
    probe = SimpleNamespace(result=found.get, address_known=lambda uid: None)
    trial = ColdTrial("serverless", 1, TrialKind.MEASURED)
    return Attempt(trial, of or variant(), SENT, given, probe)
