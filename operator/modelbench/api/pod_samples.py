"""Raw samples of the pods that a run held, for what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

QUEUE_PROXY = "queue-proxy"


@dataclass(frozen=True)
class ContainerRequest:
    """What is set aside for one container of a pod, whether it uses it or not."""

    name: str
    cpu_millicores: int
    memory_bytes: int


@dataclass(frozen=True)
class PodInterval:
    """One pod, from when a node took it until it was gone, in nanoseconds of the runner's clock.

    ``terminating`` is when its end was asked for. ``gone`` is False while it still exists; then
    ``ended`` is when it was last looked at.
    """

    path: str
    uid: str
    containers: tuple[ContainerRequest, ...]
    started_nanoseconds: int
    ended_nanoseconds: int
    terminating_nanoseconds: int | None = None
    gone: bool = False

    @property
    def nanoseconds(self) -> int:
        """How long it held its resources."""
        return max(0, self.ended_nanoseconds - self.started_nanoseconds)


def load_pod(item: Mapping[str, Any]) -> PodInterval:
    """From its JSON form."""
    containers = tuple(ContainerRequest(**container) for container in item["containers"])
    return PodInterval(**{**item, "containers": containers})
