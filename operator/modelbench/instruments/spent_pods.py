"""Pods of Knative that are on their way out and through which no request can come any more.

A process that ignores SIGTERM is killed only when the revision's whole timeout is over, while
queue-proxy, which everything from outside has to pass, has ended half a minute after the signal.
"""

from collections.abc import Container, Iterable

from modelbench.api.knative import QUEUE_PROXY_REQUEST_PORTS
from modelbench.instruments.http_request import Target, refuses
from modelbench.kube.watch import Seen

_CONNECT_SECONDS = 0.100
"""A connection within a cluster takes less by far; one that is not refused proves nothing."""


class SpentPods:
    """Remembers of which pods that has been proved, by uid: no container of theirs begins again."""

    def __init__(self) -> None:
        self._uids: set[str] = set()

    @property
    def uids(self) -> Container[str]:
        """Those of which it is proved."""
        return self._uids

    def look_at(self, pods: Iterable[Seen]) -> None:
        """Try to prove it of those that end: every port that takes requests refuses connections.

        One that ends is in no endpoints, so that without queue-proxy it is behind no address but
        its own, and a refusal comes from its own network: it is not merely out of reach.
        """
        for pod in pods:
            metadata, address = pod.object["metadata"], pod.object.get("status", {}).get("podIP")
            if not metadata.get("deletionTimestamp") or not address:
                continue
            if metadata["uid"] not in self._uids and _refuses_all(address):
                self._uids.add(metadata["uid"])


def _refuses_all(address: str) -> bool:
    return all(
        refuses(Target(address, port, address), _CONNECT_SECONDS)
        for port in QUEUE_PROXY_REQUEST_PORTS
    )
