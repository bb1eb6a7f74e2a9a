"""Raw samples of the pods that a run held, for what it cost."""

from collections.abc import Mapping

from modelbench.api.names import Role
from modelbench.api.values import DecimalText, Value

QUEUE_PROXY = "queue-proxy"


class ContainerRequest(Value, frozen=True):
    """What is set aside for one container of a pod, whether it uses it or not.

    ``others`` are resources beside CPU and memory by their names, in base units.
    """

    name: str
    cpu_millicores: int
    memory_bytes: int
    others: Mapping[str, DecimalText] = {}


class PodTrouble(Value, frozen=True):
    """The end of a container that nobody asked for, or an eviction (then without a container).

    ``seen`` is on the runner's clock; ``number`` counts the ends of the container in its pod.
    """

    reason: str
    seen_nanoseconds: int
    container: str = ""
    number: int = 1
    exit_code: int | None = None
    memory_limit: str | None = None


class PodInterval(Value, frozen=True):
    """One pod, from when a node took it until it was gone, in nanoseconds of the runner's clock.

    ``variant`` is None for the runner and the generators. ``terminating`` is when its end was asked
    for. ``gone`` is False while it still exists; then ``ended`` is when it was last looked at.
    """

    variant: str | None
    uid: str
    containers: tuple[ContainerRequest, ...]
    started_nanoseconds: int
    ended_nanoseconds: int
    terminating_nanoseconds: int | None = None
    gone: bool = False
    role: Role = Role.MODEL
    troubles: tuple[PodTrouble, ...] = ()

    @property
    def nanoseconds(self) -> int:
        """How long it held its resources."""
        return max(0, self.ended_nanoseconds - self.started_nanoseconds)
