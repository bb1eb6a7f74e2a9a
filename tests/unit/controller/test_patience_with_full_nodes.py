"""A pod without room, or that nobody makes, is borne while that may pass, and then it is named."""

from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.controller.runner_watch import check_runner

from tests.unit.controller.memory_api import MemoryApi

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = Names("default", "candidate")
METADATA = {"creationTimestamp": CREATED.isoformat(), "namespace": "default"}
JOB = {"metadata": {**METADATA, "name": NAMES.runner, "uid": "1"}, "status": {}}


def api_with_pod(**status):
    return MemoryApi(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {**METADATA, "name": "candidate-runner-1"},
            "status": status,
        }
    )


def without_room():
    condition = {"type": "PodScheduled", "reason": "Unschedulable", "message": "Insufficient cpu"}
    return api_with_pod(conditions=[condition])


def test_room_that_ended_pods_still_hold_is_waited_for():
    check_runner(without_room(), NAMES, JOB, CREATED + timedelta(seconds=70))


def test_a_node_that_stays_full_is_named():
    with pytest.raises(BenchmarkError, match="Insufficient cpu") as caught:
        check_runner(without_room(), NAMES, JOB, CREATED + timedelta(seconds=80))
    assert caught.value.reason is Reason.UNSCHEDULABLE


def test_an_image_that_cannot_be_pulled_is_named_without_that_patience():
    waiting = {"reason": "ImagePullBackOff", "message": "not found"}
    api = api_with_pod(containerStatuses=[{"name": "runner", "state": {"waiting": waiting}}])
    with pytest.raises(BenchmarkError, match="not found"):
        check_runner(api, NAMES, JOB, CREATED + timedelta(seconds=25))


def refused(last_seen, message="exceeded quota"):
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {**METADATA, "name": "candidate-runner.1"},
        "reason": "FailedCreate",
        "message": message,
        "firstTimestamp": CREATED.isoformat(),
        "lastTimestamp": last_seen.isoformat(),
    }
    return MemoryApi(event)


def test_a_refusal_that_was_overcome_does_not_end_a_run_whose_runner_is_replaced():
    later = CREATED + timedelta(minutes=20)
    check_runner(refused(CREATED), NAMES, JOB, later)
    running = {**JOB, "status": {"active": 1}}
    check_runner(refused(later), NAMES, running, later)


def test_a_refusal_that_lasts_is_named():
    now = CREATED + timedelta(seconds=30)
    with pytest.raises(BenchmarkError, match="exceeded quota") as caught:
        check_runner(refused(CREATED), NAMES, JOB, now)
    assert caught.value.reason is Reason.QUOTA_EXCEEDED


AWAY = 'Internal error occurred: failed calling webhook "pods.example.com": connection refused'


def test_a_webhook_that_is_away_for_a_moment_ends_no_run():
    now = CREATED + timedelta(seconds=80)
    check_runner(refused(now, AWAY), NAMES, JOB, now)


def test_a_webhook_that_stays_away_is_named():
    now = CREATED + timedelta(seconds=100)
    with pytest.raises(BenchmarkError, match="failed calling webhook"):
        check_runner(refused(now, AWAY), NAMES, JOB, now)
