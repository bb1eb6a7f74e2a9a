"""Keeps account of every pod of the run: what it asked for, and from when until when it existed."""

import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from modelbench.api.names import Role
from modelbench.api.pod_samples import PodInterval, PodTrouble
from modelbench.api.samples import Samples
from modelbench.api.units import SECOND
from modelbench.cost.quantities import container_request
from modelbench.instruments.clock import Clock
from modelbench.instruments.observer import Observer, role_of, variant_of
from modelbench.kube.watch import Seen
from modelbench.pods.troubles import troubles_of

_LOOK_SECONDS = 0.25
"""An end is known to a quarter of a second, of pods that are paid for by the second."""

_ENDED = ("Succeeded", "Failed")


class PodLedger:
    """Looks at the observer's pods four times a second."""

    def __init__(self, observer: Observer, clock: Clock) -> None:
        self._observer = observer
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, PodInterval] = {}
        self._seen: set[str] = set()
        self._started = False

    def start(self, stored: Iterable[PodInterval]) -> None:
        """Go on from what an earlier runner of the same benchmark has stored."""
        self._known = {pod.uid: pod for pod in stored}
        self._started = True
        threading.Thread(target=self._run, name="pod ledger", daemon=True).start()

    def add_to(self, samples: Samples) -> Samples:
        """The samples with all pods so far; those that still exist end now."""
        if not self._started:
            return samples
        self.look()
        with self._lock:
            return replace(samples, pods=tuple(self._known.values()))

    def look(self) -> None:
        """Note which pods hold room on a node now, and which are gone."""
        pods = self._observer.all_pods()
        with self._lock:
            now = self._clock.now_nanoseconds()
            present = {_uid(pod): pod for pod in pods if _holds_room(pod.object)}
            for uid, pod in present.items():
                self._known[uid] = self._extend(uid, pod, now)
            self._seen |= set(present)
            for uid in self._known.keys() - present.keys():
                self._known[uid] = self._close(self._known[uid], now)
            for pod in pods:
                self._note_troubles(pod, now)

    def _run(self) -> None:
        never = threading.Event()
        while True:
            self.look()
            never.wait(_LOOK_SECONDS)

    def _extend(self, uid: str, pod: Seen, now: int) -> PodInterval:
        known = self._known.get(uid) or _begin(uid, pod, now)
        terminating = known.terminating_nanoseconds
        if terminating is None and pod.object["metadata"].get("deletionTimestamp"):
            terminating = now
        return replace(known, ended_nanoseconds=now, terminating_nanoseconds=terminating)

    def _note_troubles(self, pod: Seen, now: int) -> None:
        """Note what has befallen a pod since the last look; one that nobody took is not known."""
        known = self._known.get(_uid(pod))
        if known is None:
            return
        before = {(one.container, one.number) for one in known.troubles}
        new = tuple(
            PodTrouble(one.reason, now, one.container, one.number, one.exit_code, one.memory_limit)
            for one in troubles_of(pod.object)
            if (one.container, one.number) not in before
        )
        if new:
            self._known[known.uid] = replace(known, troubles=(*known.troubles, *new))

    def _close(self, pod: PodInterval, now: int) -> PodInterval:
        """One that ended between two runners is not known to have lived longer than was seen."""
        if pod.gone:
            return pod
        ended = now if pod.uid in self._seen else pod.ended_nanoseconds
        return replace(pod, ended_nanoseconds=ended, gone=True)


def _begin(uid: str, pod: Seen, now: int) -> PodInterval:
    """A pod that is older than the ledger began when its kubelet says so, in whole seconds."""
    containers = pod.object["spec"]["containers"]
    told = pod.object["status"].get("startTime")
    started = now if told is None else round(datetime.fromisoformat(told).timestamp()) * SECOND
    return PodInterval(
        variant=variant_of(pod),
        role=role_of(pod) or Role.MODEL,
        uid=uid,
        containers=tuple(container_request(c["name"], c.get("resources", {})) for c in containers),
        started_nanoseconds=started if now - started > SECOND else now,
        ended_nanoseconds=now,
    )


def _holds_room(pod: Mapping[str, Any]) -> bool:
    return bool(pod["spec"].get("nodeName")) and pod["status"].get("phase") not in _ENDED


def _uid(pod: Seen) -> str:
    uid: str = pod.object["metadata"]["uid"]
    return uid
