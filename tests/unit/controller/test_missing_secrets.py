"""A runner that waits for a Secret ends its benchmark with the field that names the Secret."""

from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.controller.missing_secrets import check_secrets

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made.requests import request_of

CREATED = datetime(2026, 1, 1, tzinfo=UTC)
LATER = CREATED + timedelta(seconds=30)
NAMES = Names("n", "b")
JOB = {"metadata": {"name": "b-runner"}, "status": {"active": 1}}
HEADER = {
    "name": "Authorization",
    "valueFrom": {"secretKeyRef": {"name": "tokens", "key": "header"}},
}
KEYS = request_of(
    headers=[HEADER], bodyFrom={"secretKeyRef": {"name": "images", "key": "a.png"}}
).secret_keys()
NO_SECRET = 'MountVolume.SetUp failed for volume "secret-0" : secret "tokens" not found'
NO_KEY = (
    'MountVolume.SetUp failed for volume "secret-1" : references non-existent secret key: a.png'
)


def api(message, reason="FailedMount", phase="Pending"):
    metadata = {"namespace": "n", "uid": "1", "creationTimestamp": CREATED.isoformat()}
    return MemoryApi(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {**metadata, "name": "b-runner-1"},
            "status": {"phase": phase},
        },
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {**metadata, "name": "b-runner-1.1"},
            "reason": reason,
            "message": message,
        },
    )


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (NO_SECRET, "headers[Authorization].valueFrom.secretKeyRef: Secret tokens does not exist"),
        (NO_KEY, "bodyFrom.secretKeyRef: Secret images has no key a.png"),
    ],
)
def test_what_is_missing_is_named_by_its_field(message, words):
    with pytest.raises(BenchmarkError) as failure:
        check_secrets(api(message), NAMES, KEYS, JOB, LATER)
    assert failure.value.reason is Reason.RESOURCES_REJECTED
    assert failure.value.message == f"spec.model.request.{words}"


def test_a_secret_may_come_a_little_later_than_its_benchmark():
    check_secrets(api(NO_SECRET), NAMES, KEYS, JOB, CREATED + timedelta(seconds=10))


@pytest.mark.parametrize(
    "cluster",
    [
        api(NO_SECRET, phase="Running"),
        api(NO_SECRET, reason="FailedScheduling"),
        api('MountVolume.SetUp failed for volume "token" : timed out'),
        api(NO_SECRET.replace("tokens", "another")),
    ],
)
def test_other_troubles_are_not_taken_for_it(cluster):
    check_secrets(cluster, NAMES, KEYS, JOB, LATER)


def test_nothing_is_asked_of_the_cluster_without_a_secret_or_once_the_runner_runs():
    cluster = api(NO_SECRET)
    check_secrets(cluster, NAMES, (), JOB, LATER)
    check_secrets(cluster, NAMES, KEYS, {"status": {"ready": 1}}, LATER)
    assert cluster.lists == []
