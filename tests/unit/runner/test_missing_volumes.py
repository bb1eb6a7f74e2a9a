"""A pod that waits for a Secret or ConfigMap to be mounted is told after a while."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import Reason
from modelbench.instruments.unmounted import unmounted_error
from modelbench.kube.watch import Seen

POD = Seen({"metadata": {"name": "p", "uid": "p"}}, 0)
SETUP = 'MountVolume.SetUp failed for volume "settings" : '


def error(words, reason="FailedMount"):
    event = Seen({"reason": reason, "message": words}, 0)
    observer = SimpleNamespace(events_of=lambda *_: [event])
    return unmounted_error(SimpleNamespace(observer=observer), POD)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ('configmap "settings" not found', "Create the ConfigMap settings"),
        ('secret "hub" not found', "Create the Secret hub"),
        ("references non-existent config key: a.b", "Add the key a.b to the ConfigMap of volume"),
        ("references non-existent secret key: t", "Add the key t to the Secret of volume settings"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(words, advice):
    found = error(SETUP + words)
    assert found.reason is Reason.CONTAINER_CONFIG_INVALID
    assert words in found.message
    assert advice in found.advice


def test_other_events_and_other_faults_are_left_alone():
    assert error(SETUP + "timed out waiting for the condition") is None
    assert error('secret "hub" not found', reason="BackOff") is None
