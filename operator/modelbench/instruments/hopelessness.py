"""Whether no pod of a lane will start any more, such as once a node has lost their image."""

from collections.abc import Callable, Iterable

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.kube.watch import Seen
from modelbench.pods.diagnosis import diagnose_pod

_HOPELESS = (Reason.IMAGE_PULL_FAILED, Reason.CONTAINER_CONFIG_INVALID)
"""The kubelet tries again, and nothing that a benchmark does helps it."""

_LASTING_NANOSECONDS = 20_000_000_000
"""Kubernetes: the kubelet pulls again after 10 s; a registry that was busy has answered by then."""

_LOOK_NANOSECONDS = 1_000_000_000
"""Polls of a start are a hundred times as frequent, and have better to do."""


class Hopelessness:
    """What is seen of one cold start. ``pods`` gives those that may still answer it."""

    def __init__(
        self, pods: Callable[[], Iterable[Seen]], now_nanoseconds: Callable[[], int]
    ) -> None:
        self._pods = pods
        self._now_nanoseconds = now_nanoseconds
        self._since: int | None = None
        self._next_look = 0

    def error(self) -> BenchmarkError | None:
        """Why a pod will not start, at this moment; None: each may."""
        found = (diagnose_pod(pod.object) for pod in self._pods())
        return next((one for one in found if one is not None and one.reason in _HOPELESS), None)

    def has_lasted(self) -> bool:
        """Whether that is so, and began so long ago that it will not pass by itself.

        Between two attempts of the kubelet nothing is wrong with a pod for a moment.
        """
        now = self._now_nanoseconds()
        if now < self._next_look:
            return False
        self._next_look = now + _LOOK_NANOSECONDS
        if self.error() is None:
            return False
        if self._since is None:
            self._since = now
        return now - self._since >= _LASTING_NANOSECONDS
