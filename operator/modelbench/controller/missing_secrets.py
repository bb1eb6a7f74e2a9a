"""Tells which Secret, or key of one, keeps the runner's pod from starting.

The operator may read no Secret; the kubelet says what it cannot mount in an event.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.request import KeyReference
from modelbench.kube.client import KubernetesApi, url_of

_PATIENCE_SECONDS = 20
"""A Secret that is applied together with its benchmark may come a little later."""

# The kubelet's words (pkg/volume/secret).
_NO_SECRET = re.compile(r'secrets? "(?P<name>[^"]+)" not found')
_NO_KEY = re.compile(r"non-existent secret key: (?P<key>[-._a-zA-Z0-9]+)")


def check_secrets(
    api: KubernetesApi,
    names: Names,
    secret_keys: Sequence[tuple[str, KeyReference]],
    job: Mapping[str, Any],
    now: datetime,
) -> None:
    """BenchmarkError with the field's name when the runner waits for a Secret that is not there."""
    status = job.get("status", {})
    if not secret_keys or status.get("ready") or status.get("succeeded"):
        return
    for pod in _waiting_pods(api, names, now):
        for message in _failed_mounts(api, names, pod):
            words = missing_secret(secret_keys, message)
            if words is not None:
                raise BenchmarkError(Reason.RESOURCES_REJECTED, words)


def missing_secret(secret_keys: Sequence[tuple[str, KeyReference]], message: str) -> str | None:
    """What a kubelet's message says is missing, by the first field that names it."""
    if found := _NO_SECRET.search(message):
        fields = [field for field, one in secret_keys if one.name == found["name"]]
        return f"{fields[0]}: Secret {found['name']} does not exist" if fields else None
    if found := _NO_KEY.search(message):
        named = [(field, one.name) for field, one in secret_keys if one.key == found["key"]]
        return f"{named[0][0]}: Secret {named[0][1]} has no key {found['key']}" if named else None
    return None


def _waiting_pods(api: KubernetesApi, names: Names, now: datetime) -> Iterator[Mapping[str, Any]]:
    selector = f"batch.kubernetes.io/job-name={names.runner}"
    path = url_of("v1", "Pod", names.namespace)
    for pod in api.list_all(path, {"labelSelector": selector})["items"]:
        created = datetime.fromisoformat(pod["metadata"]["creationTimestamp"])
        waits = pod.get("status", {}).get("phase") == "Pending"
        if waits and (now - created).total_seconds() > _PATIENCE_SECONDS:
            yield pod


def _failed_mounts(api: KubernetesApi, names: Names, pod: Mapping[str, Any]) -> list[str]:
    selector = f"involvedObject.uid={pod['metadata']['uid']}"
    events = api.list_all(url_of("v1", "Event", names.namespace), {"fieldSelector": selector})
    failed = (event for event in events["items"] if event.get("reason") == "FailedMount")
    return [event.get("message") or "" for event in failed]
