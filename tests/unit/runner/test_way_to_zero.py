"""How long a lane may take to go to zero, by the settings of its own variant."""

from types import SimpleNamespace

import pytest
from modelbench.instruments.serverless_lane import ServerlessLane
from modelbench.instruments.start_lane import StartLane

from tests.unit.made.sessions import SLOW, variant
from tests.unit.made.specs import spec


def cooling(lane_type, of, **scenarios):
    asked = spec(scenarios=scenarios)
    return lane_type(SimpleNamespace(spec=asked), of, None).cooling_seconds


def test_it_is_window_grace_and_the_end_of_a_pod_that_ignores_its_signal():
    assert cooling(ServerlessLane, variant(), coldStart={"timeoutSeconds": 60}) == 6 + 30 + 60


def test_queue_proxy_drains_even_where_a_revision_s_timeout_is_shorter():
    assert cooling(ServerlessLane, variant(), coldStart={"timeoutSeconds": 20}) == 6 + 30 + 30


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [({"stableWindowSeconds": 20}, 20), ({"scaleDownDelaySeconds": 15}, 6 + 15)],
)
def test_a_variant_waits_by_its_own_window_and_delay(settings, seconds):
    own = variant("slow", variants=[{**SLOW, "serverless": settings}])
    assert cooling(ServerlessLane, own, coldStart={}) == seconds + 30 + 60


def test_a_deployment_is_scaled_to_zero_and_waits_for_nothing():
    assert cooling(StartLane, variant("containerized"), coldStart={}) == 0
