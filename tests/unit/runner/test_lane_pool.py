"""Lanes are opened for every variant that scales to zero, as far as there is room."""

from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.variants import variants_of
from modelbench.instruments.readiness import Readiness
from modelbench.runner.lane_pool import LanePool

from tests.unit.made.sessions import SLOW, TWO, WARM
from tests.unit.made.specs import spec


class Api:
    """Notes to how many replicas what was scaled."""

    def __init__(self):
        self.scaled = []

    def merge(self, path, patch):
        self.scaled.append((path.split("/")[-2], patch["spec"]["replicas"]))


@pytest.fixture
def opened(monkeypatch):
    """The pool of a cluster that has room for so many lanes, what it told, and what it scaled.

    There is room for ``later`` when the first pods have gone.
    """

    def open_(room=9, later=0, scenarios=None, **changes):
        asked = spec(scenarios=scenarios or {"coldStart": {"lanes": 3}}, **changes)
        api, told, waited, patience = Api(), [], [], []

        def wait_for_lane(_, variants, number):
            waited.append(([one.name for one in variants], number))
            return number <= room

        def wait_for_room(_, variants, number, seconds):
            patience.append((number, seconds))
            return number <= later

        monkeypatch.setattr(Readiness, "wait_for_lane", wait_for_lane)
        monkeypatch.setattr(Readiness, "wait_for_room", wait_for_room)
        context = SimpleNamespace(
            api=api,
            names=Names("n", "b"),
            spec=asked,
            variants=variants_of(asked),
            knative_target=lambda name, number: f"{name} {number}",
            start_target=lambda name: f"{name} start",
        )
        pool = LanePool(context, told.append)
        pool.open()
        return pool, SimpleNamespace(told=told, scaled=api.scaled, waited=waited, patience=patience)

    return open_


def targets(pool):
    return {name: [lane.target for lane in lanes] for name, lanes in pool.lanes.items()}


def test_two_variants_have_the_lanes_that_are_asked_for_and_one_start(opened):
    pool, seen = opened()
    assert targets(pool) == {
        "serverless": ["serverless 1", "serverless 2", "serverless 3"],
        "containerized": ["containerized start"],
    }
    assert [lane.number for lane in pool.lanes["serverless"]] == [1, 2, 3]
    assert seen.told == ["opening lane 2 of 3", "opening lane 3 of 3"]
    assert (pool.wanted, pool.count) == (3, 3)


def test_lanes_are_opened_number_by_number_for_all_variants_that_scale_to_zero(opened):
    pool, seen = opened(variants=[WARM, TWO, SLOW])
    names = ["serverless", "slow"]
    assert seen.waited == [(names, 2), (names, 3)]
    assert list(pool.lanes) == ["serverless", "containerized", "two", "slow"]
    assert len(pool.lanes["slow"]) == 3


def test_without_room_for_a_lane_all_variants_have_the_same_number_less(opened):
    pool, seen = opened(room=2, variants=[SLOW])
    assert [len(pool.lanes[name]) for name in ("serverless", "slow")] == [2, 2]
    assert seen.told[-1] == "no room for lane 3 of 3"
    assert pool.wanted == 2


def test_a_lane_without_room_is_waited_for_until_the_first_pods_have_gone(opened):
    """Every lane begins with a pod: there is least room when the last is opened."""
    pool, seen = opened(room=1, later=2)
    assert len(pool.lanes["serverless"]) == 2
    # Window, grace of the autoscaler, drain; and a start of its own.
    assert seen.patience == [(2, 6 + 30 + 30 + 60), (3, 6 + 30 + 30 + 60)]
    assert seen.told == [
        "opening lane 2 of 3",
        "waiting for room for lane 2 of 3",
        "opening lane 3 of 3",
        "waiting for room for lane 3 of 3",
        "no room for lane 3 of 3",
    ]


def test_a_pod_of_each_containerized_variant_holds_its_room_while_lanes_are_opened(opened):
    _, seen = opened(variants=[TWO])
    starts = ["b-containerized-start", "b-two-start"]
    assert seen.scaled == [*((name, 1) for name in starts), *((name, 0) for name in starts)]


def test_without_cold_starts_no_room_is_held(opened):
    _, seen = opened(scenarios={"burst": {}})
    assert seen.scaled == [("b-containerized-start", 0)]
    assert seen.told == []


def test_a_variant_that_keeps_pods_has_no_lanes_to_be_opened(opened):
    pool, seen = opened(serverless={"minScale": 1})
    assert targets(pool) == {"containerized": ["containerized start"]}
    assert (seen.waited, pool.wanted, pool.count) == ([], 1, None)
