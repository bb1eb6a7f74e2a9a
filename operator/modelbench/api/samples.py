"""Raw samples: what the runner saw in each trial, and their form in the results ConfigMap.

Every instant is an integer of nanoseconds since the Unix epoch. Instants of the runner come from
its monotonic clock; instants of the cluster are the node's (see ``source``).
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from modelbench.api.load_samples import (
    BurstTrial,
    GapTrial,
    LoadSegment,
    load_burst,
    load_segment,
)
from modelbench.api.pod_samples import PodInterval, load_pod


class Instant(StrEnum):
    """The turns of a cold start, in their order."""

    INTENDED = "intended"
    SENT = "sent"
    POD_CREATED = "podCreated"
    POD_SCHEDULED = "podScheduled"
    IMAGE_READY = "imageReady"
    CONTAINER_CREATED = "containerCreated"
    CONTAINER_STARTED = "containerStarted"
    PROCESS_STARTED = "processStarted"
    MODEL_LOAD_STARTED = "modelLoadStarted"
    MODEL_LOADED = "modelLoaded"
    SERVING = "serving"
    ADDRESS_KNOWN = "addressKnown"
    RUNTIME_READY = "runtimeReady"
    REQUEST_RECEIVED = "requestReceived"
    ANSWERED = "answered"


class TrialKind(StrEnum):
    """Warm-ups are the first of a series: reported apart, never averaged in."""

    WARM_UP = "warmUp"
    MEASURED = "measured"


@dataclass(frozen=True)
class Stamp:
    """One instant, who told it, and within how many nanoseconds it is known."""

    nanoseconds: int
    source: str
    precision_nanoseconds: int


@dataclass(frozen=True)
class ColdTrial:
    """One attempt at a cold start. ``rejection`` is None only when it was proved cold.

    ``polled``: the answer was found by polling, so ``sent`` belongs to the poll that succeeded.
    """

    path: str
    order: int
    kind: TrialKind
    lane: int = 1
    polled: bool = False
    rejection: str | None = None
    message: str = ""
    status_code: int | None = None
    pod_name: str | None = None
    pod_uid: str | None = None
    pods_started: int = 0
    image_pull_nanoseconds: int | None = None
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether the trial was cold and answered as expected."""
        return self.rejection is None

    def rejected(self, reason: str, message: str) -> "ColdTrial":
        """The same trial, rejected."""
        return replace(self, rejection=reason, message=message)

    @property
    def total_nanoseconds(self) -> int:
        """From the intended send time to the whole answer. KeyError for a rejected trial."""
        answered = self.stamps[Instant.ANSWERED].nanoseconds
        return answered - self.stamps[Instant.INTENDED].nanoseconds


@dataclass(frozen=True)
class FirstEver:
    """The start of an arm's very first pod: nothing cached, the image perhaps not on the node."""

    path: str
    total_nanoseconds: int | None
    precision_nanoseconds: int
    image_pulled: bool | None
    image_pull_nanoseconds: int | None
    missing_reason: str | None = None


@dataclass(frozen=True)
class Samples:
    """Everything a benchmark has measured so far, and its price sheets by name."""

    trials: tuple[ColdTrial, ...] = ()
    first_ever: tuple[FirstEver, ...] = ()
    bursts: tuple[BurstTrial, ...] = ()
    segments: tuple[LoadSegment, ...] = ()
    gaps: tuple[GapTrial, ...] = ()
    pods: tuple[PodInterval, ...] = ()
    sheets: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    others_busy_percents: tuple[float, ...] = ()
    clock_offset_lower_nanoseconds: int | None = None
    clock_offset_upper_nanoseconds: int | None = None

    def of(self, path: str) -> tuple[ColdTrial, ...]:
        """The trials of one path in the order they were made."""
        return tuple(trial for trial in self.trials if trial.path == path)


def dump_samples(samples: Samples) -> bytes:
    """Compressed JSON, one document; the same samples give the same bytes."""
    text = json.dumps(asdict(samples), separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), mtime=0)


def load_samples(data: bytes) -> Samples:
    """The inverse of :func:`dump_samples`. ValueError or KeyError when ``data`` is not that."""
    document = json.loads(gzip.decompress(data))
    return Samples(
        trials=tuple(_load_trial(item) for item in document["trials"]),
        first_ever=tuple(FirstEver(**item) for item in document["first_ever"]),
        bursts=tuple(load_burst(item) for item in document.get("bursts", ())),
        segments=tuple(load_segment(item) for item in document.get("segments", ())),
        gaps=tuple(GapTrial(**item) for item in document.get("gaps", ())),
        pods=tuple(load_pod(item) for item in document.get("pods", ())),
        sheets=tuple((name, sheet) for name, sheet in document.get("sheets", ())),
        others_busy_percents=tuple(document.get("others_busy_percents", ())),
        clock_offset_lower_nanoseconds=document["clock_offset_lower_nanoseconds"],
        clock_offset_upper_nanoseconds=document["clock_offset_upper_nanoseconds"],
    )


def _load_trial(item: Mapping[str, Any]) -> ColdTrial:
    stamps = {name: Stamp(**stamp) for name, stamp in item["stamps"].items()}
    return ColdTrial(**{**item, "kind": TrialKind(item["kind"]), "stamps": stamps})


def count_rejections(trials: Iterable[ColdTrial]) -> dict[str, int]:
    """How many trials were rejected, by reason."""
    counts: dict[str, int] = {}
    for trial in trials:
        if trial.rejection is not None:
            counts[trial.rejection] = counts.get(trial.rejection, 0) + 1
    return counts
