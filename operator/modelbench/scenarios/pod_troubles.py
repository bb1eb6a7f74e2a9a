"""What befell the pods of a variant during a run, and at which rate. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from modelbench.api.names import Role
from modelbench.api.pod_samples import PodInterval, PodTrouble
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.status import PodsStatus
from modelbench.pods.troubles import OOM_KILLED

_SLACK_NANOSECONDS = 3_000_000_000
"""Kubernetes: the kubelet looks at its containers once a second, and what it saw takes a while."""


def pods_status(samples: Samples, variant: str) -> PodsStatus | None:
    """What befell the pods of a variant; None when nothing did."""
    found = [*_troubles(samples.pods, variant)]
    if not found:
        return None
    ended = [one for one in found if one.container]
    return PodsStatus(
        summary=_described(found, samples.segments, variant),
        restarts=len(ended),
        oom_killed=sum(one.reason == OOM_KILLED for one in ended),
        evictions=len(found) - len(ended),
    )


def killed_at(segments: Iterable[LoadSegment], pods: Sequence[PodInterval]) -> str | None:
    """That containers were killed for want of memory in these segments, or None."""
    killed = [
        one
        for segment in segments
        for one in _troubles(pods, segment.variant)
        if one.reason == OOM_KILLED and _is_in(one, segment)
    ]
    return _killed(killed) if killed else None


def in_scenario(samples: Samples, variant: str, scenarios: Sequence[str]) -> str | None:
    """What befell the pods of a variant under load of these scenarios, in words, or None."""
    segments = [one for one in samples.segments if one.scenario in scenarios]
    found = [
        one
        for one in _troubles(samples.pods, variant)
        if (under := _under(one, samples.segments, variant)) and under in segments
    ]
    return _described(found, segments, variant) if found else None


def _troubles(pods: Iterable[PodInterval], variant: str) -> Iterator[PodTrouble]:
    ours = (pod for pod in pods if pod.variant == variant and pod.role in (Role.MODEL, Role.START))
    return (trouble for pod in ours for trouble in pod.troubles)


def _described(
    troubles: Sequence[PodTrouble], segments: Sequence[LoadSegment], variant: str
) -> str:
    """Each kind once, by the rate at which it came."""
    groups: dict[int | None, list[PodTrouble]] = {}
    for one in troubles:
        under = _under(one, segments, variant)
        groups.setdefault(None if under is None else under.rate, []).append(one)
    rates = sorted(groups, key=lambda rate: -1 if rate is None else rate)
    return "; ".join(words for rate in rates for words in _words(groups[rate], rate))


def _words(troubles: Sequence[PodTrouble], rate: int | None) -> Iterator[str]:
    where = "" if rate is None else f" at {rate}/s"
    killed = [one for one in troubles if one.reason == OOM_KILLED]
    if killed:
        yield _killed(killed, where)
    others = Counter(_kind(one) for one in troubles if one.reason != OOM_KILLED)
    for kind, count in others.items():
        yield f"{kind}{where}{_times(count)}"


def _killed(killed: Sequence[PodTrouble], where: str = "") -> str:
    limits = sorted({one.memory_limit for one in killed if one.memory_limit})
    limit = f" with {' or '.join(limits)}" if limits else ""
    return f"{OOM_KILLED}{where}{limit}{_times(len(killed))}"


def _times(count: int) -> str:
    return "" if count == 1 else f", {count} times"


def _kind(trouble: PodTrouble) -> str:
    if not trouble.container:
        return f"pod ended by {trouble.reason}"
    code = "" if trouble.exit_code is None else f" with code {trouble.exit_code}"
    return f"container {trouble.container} ended{code} ({trouble.reason}) and was restarted"


def _under(
    trouble: PodTrouble, segments: Iterable[LoadSegment], variant: str
) -> LoadSegment | None:
    """The last of the variant's segments during which it came."""
    ours = [one for one in segments if one.variant == variant and _is_in(trouble, one)]
    return max(ours, key=lambda one: one.started_nanoseconds, default=None)


def _is_in(trouble: PodTrouble, segment: LoadSegment) -> bool:
    """Whether it came during the warm-up of a segment, its requests or their responses."""
    begin = segment.started_nanoseconds - segment.warm_up_nanoseconds
    spans = (segment.planned_span_nanoseconds, segment.answered_span_nanoseconds)
    end = segment.started_nanoseconds + max(spans) + _SLACK_NANOSECONDS
    return begin <= trouble.seen_nanoseconds <= end
