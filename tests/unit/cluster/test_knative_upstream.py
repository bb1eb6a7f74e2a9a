import json

import pytest

from cluster.images import Images
from cluster.knative import UpstreamKnative
from cluster.node import Node
from cluster.settings import Settings
from cluster.shell import Shell
from cluster.upstream import UpstreamParts


def knative(settings, **changed):
    versions = {**settings.versions, **changed}
    shell = Shell(Settings(settings.home, settings.name, settings.source, versions))
    images = Images(shell)
    return UpstreamKnative(Node(shell, images), UpstreamParts(shell, images))


@pytest.fixture
def calls(program, settings, monkeypatch):
    """What kubectl is called with; its first call fails like a webhook that does not answer."""
    monkeypatch.setattr("cluster.shell.time.sleep", lambda seconds: None)
    path = settings.home / "calls"
    program("kubectl", f'echo "$*" >>{path}; test $(wc -l <{path}) -gt 1')
    return lambda: path.read_text().splitlines()


def test_a_webhook_that_does_not_answer_yet_is_asked_again(settings, calls):
    knative(settings).install()
    first, second, *_ = calls()
    assert first == second
    assert first.endswith("/serving-crds.yaml")


def test_the_network_is_set_without_taking_away_what_the_manifest_set(settings, calls):
    knative(settings).install()
    last = calls()[-1]
    assert last.startswith(
        "patch configmap/config-network --namespace=knative-serving --type=merge"
    )
    assert json.loads(last.partition("--patch ")[2]) == {
        "data": {
            "ingress-class": "kourier.ingress.networking.knative.dev",
            "mesh-compatibility-mode": "disabled",
        }
    }


@pytest.mark.parametrize("pin", ["KNATIVE_VERSION", "UPSTREAM_KOURIER_VERSION"])
def test_another_release_is_installed_anew(settings, pin):
    assert knative(settings, **{pin: "1.16.0"}).key() != knative(settings).key()


def test_other_pins_leave_the_installation(settings):
    assert knative(settings, KUBERNETES_VERSION="1.99.0").key() == knative(settings).key()
