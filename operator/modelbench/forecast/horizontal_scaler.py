"""What a HorizontalPodAutoscaler by CPU decides: pkg/controller/podautoscaler of Kubernetes,
``GetResourceReplicas``, ``stabilizeRecommendationWithBehaviors`` and
``convertDesiredReplicasWithBehaviorRate``, with the policies that hold where a spec has none.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from modelbench.forecast.workload import LAG_SECONDS, METRICS_SECONDS, TOLERANCE, Horizontal

_MOST_UP_PODS, _MOST_UP_TIMES = 4, 2
"""In 15 s, which is from one decision to the next, it adds 4 pods or doubles them."""

_INITIALIZATION_SECONDS = 300.0
"""As long after its start a pod counts only once a whole reading began after it was ready:
``horizontal-pod-autoscaler-cpu-initialization-period``."""

_WHOLE = 100
"""What a pod without a reading is taken to use where fewer are wanted, in percent."""


@dataclass(frozen=True)
class _Pods:
    """How many are counted by what they use, have no reading, and have one that does not count."""

    counted: int
    missing: int
    unready: int


class HorizontalScaler:
    """The state of one autoscaler between its decisions."""

    def __init__(self, settings: Horizontal) -> None:
        self._settings = settings
        self._young: list[tuple[float, float]] = []
        self._recent: deque[tuple[float, int]] = deque()

    def is_ready(self, born: float, instant: float) -> None:
        """A pod that was started at ``born`` answers from now on."""
        self._young.append((born, instant))

    def stopped(self, pods: int) -> None:
        """So many of the pods that answer are told to end, the youngest first."""
        del self._young[max(0, len(self._young) - pods) :]

    def wanted(self, now: float, percent: int, ready: int, starting: Collection[float]) -> int:
        """How many pods it wants.

        ``percent`` is the mean utilization of those that are counted, ``starting`` are the instants
        at which those were started that do not answer yet.
        """
        have = ready + len(starting)
        found = self._recommended(percent, have, self._grouped(now, ready, starting))
        return self._limited(have, self._stabilized(now, have, found))

    def _grouped(self, now: float, ready: int, starting: Collection[float]) -> _Pods:
        """As ``groupPods`` does; a pod that was started after a reading began has none."""
        begin = now - LAG_SECONDS - METRICS_SECONDS
        self._young = [
            (born, instant)
            for born, instant in self._young
            if instant > begin and born > now - _INITIALIZATION_SECONDS
        ]
        missing = sum(born >= begin for born in starting)
        missing_ready = sum(born >= begin for born, _ in self._young)
        unready = len(starting) - missing + len(self._young) - missing_ready
        return _Pods(ready - len(self._young), missing + missing_ready, unready)

    def _recommended(self, percent: int, have: int, pods: _Pods) -> int:
        target = self._settings.target_percent
        ratio = percent / target
        others = pods.missing + (pods.unready if ratio > 1 else 0)
        if not pods.counted or (others and ratio == 1):
            return have
        if not others:
            return have if _is_near(ratio) else ceil(percent * pods.counted / target)
        each = 0 if ratio > 1 else max(_WHOLE, target)
        count = pods.counted + others
        together = (percent * pods.counted + each * others) // count / target
        turns = (ratio < 1 < together) or (together < 1 < ratio)
        found = ceil(together * count)
        away = found > have if together < 1 else found < have
        return have if _is_near(together) or turns or away else found

    def _stabilized(self, now: float, have: int, found: int) -> int:
        """Up at once; down to the most that was recommended within the stabilization window."""
        recent = self._recent
        while recent and recent[0][0] <= now - self._settings.stabilization:
            recent.popleft()
        most = max([found, *(recommended for _, recommended in recent)])
        recent.append((now, found))
        return min(max(have, found), most)

    def _limited(self, have: int, found: int) -> int:
        settings = self._settings
        if found > have:
            return min(found, max(have + _MOST_UP_PODS, _MOST_UP_TIMES * have), settings.max_pods)
        return max(found, settings.min_pods)


def _is_near(ratio: float) -> bool:
    return 1 - TOLERANCE <= ratio <= 1 + TOLERANCE
