"""What is told of a pod that runs and never becomes ready."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import Reason, advise
from modelbench.api.variants import variants_of
from modelbench.instruments import unready
from modelbench.instruments.unready import unready_error
from modelbench.kube.watch import Seen

from tests.unit.made.specs import spec

REFUSED = 'Readiness probe failed: Get "http://10.0.0.7:8080/": connect: connection refused'
FOLLOWED = 'Readiness probe failed: Get "https://models.example/ping": certificate'


def pod(variant="containerized", containers=("model",)):
    labels = {"modelbench.dev/variant": variant, "modelbench.dev/role": "model"}
    statuses = [{"name": name, "state": {"running": {}}} for name in containers]
    status = {"containerStatuses": statuses, "podIP": "10.0.0.7"}
    return Seen({"metadata": {"name": "p", "labels": labels}, "status": status}, 0)


def told(ready=(), words=REFUSED, of=None, **changes):
    """Reason and text of the error of a pod of which the kubelet says so much."""
    asked = spec(**changes)
    event = Seen({"reason": "Unhealthy", "message": f"{words}\n"}, 0)
    observer = SimpleNamespace(events_of=lambda *_: [event] if words else [])
    variants = variants_of(asked)
    context = SimpleNamespace(observer=observer, variants=variants, spec=asked)
    others = [one for one in variants if one.name in ready]
    error = unready_error(context, of or pod(), 90, others)
    assert error.reason is Reason.NOT_READY
    return advise(error.reason, error.message, error.advice)


class Connection:
    """A pod that answers as ``response`` says; None refuses."""

    response = None

    def __init__(self, *_):
        self.asked = None

    def request(self, *words):
        self.asked = words
        if self.response is None:
            raise OSError

    def getresponse(self):
        status, location = self.response
        return SimpleNamespace(status=status, getheader=lambda _: location)

    def close(self):
        pass


@pytest.fixture(autouse=True)
def connection(monkeypatch):
    monkeypatch.setattr(unready, "TimedConnection", Connection)
    monkeypatch.setattr(Connection, "response", (200, None))
    return Connection


def test_an_image_that_listens_for_its_own_pod_alone_is_told_by_the_variant_that_reaches_it():
    text = told(["serverless"])
    assert "variant serverless of the same image is ready" in text
    assert "only listens on 127.0.0.1" in text
    assert "Have the image listen on 0.0.0.0" in text
    assert "timeoutSeconds" not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"ready": []},
        {"ready": ["serverless"], "words": "HTTP probe failed with statuscode: 503"},
        {"ready": ["serverless"], "words": None},
        {"ready": ["serverless"], "of": pod("serverless", ("model", "queue-proxy"))},
        {
            "ready": ["other"],
            "variants": [{"name": "other", "serverless": {}, "model": {"image": "i:2"}}],
        },
        {"ready": ["serverless"], "serverless": {"lambda": {}}},
    ],
)
def test_without_such_a_variant_the_usual_advice_is_given(changes):
    text = told(**changes)
    assert "127.0.0.1" not in text
    assert "Check spec.model.port and readinessPath" in text


def with_path(path):
    return {"model": {"image": "i", "request": {}, "readinessPath": path}}


def test_a_readiness_path_that_leads_elsewhere_is_told_with_where(connection):
    connection.response = (301, "https://models.example/ping")
    text = told(words=FOLLOWED, **with_path("/ping"))
    assert "; /ping answers 301 and redirects to https://models.example/ping" in text
    assert "Set spec.model.readinessPath to a path that does not redirect" in text


@pytest.mark.parametrize("response", [None, (200, None), (503, "x"), (301, None)])
def test_one_that_does_not_lead_elsewhere_is_not(connection, response):
    connection.response = response
    assert "redirects to" not in told(words=FOLLOWED, **with_path("/ping"))


def test_queue_proxy_is_named_where_it_probes():
    text = told(of=pod("serverless", ("user-container", "queue-proxy")))
    assert "by Knative's queue-proxy, which gives each probe 100 ms" in text
