"""One segment of load on one variant, with everything that is recorded beside it."""

import base64
import resource
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.spec import Load
from modelbench.api.stream import Stream
from modelbench.api.units import MILLISECOND
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Target
from modelbench.instruments.load_target import LoadTarget
from modelbench.instruments.prepared_request import PreparedRequest
from modelbench.load.generator import Generator, LoadError
from modelbench.load.scale_recorder import ScaleRecorder
from modelbench.load.sender import Attack, Sender, Shape
from modelbench.segments.arrivals import Stage, flat, offsets_nanoseconds
from modelbench.segments.attack import complete_segment
from modelbench.segments.content import LIMIT_BYTES
from modelbench.segments.sent_requests import SentRequest
from modelbench.segments.streams import stream_samples

_RESPONSES_LIMIT_BYTES = 64 << 20
"""A bound of all generators together: the runner holds them twice for a moment, in base64, within
its 512 MiB."""

_WARM_UP_ROUND = 0
"""Rounds that are kept count from 1, so a warm-up has arrivals of its own."""

Watch = Callable[[Attack, ScaleRecorder], None]


class LoadRunner:
    """Sends load by a profile of rates and returns it as a segment."""

    def __init__(self, context: Context, senders: Mapping[str, Sender]) -> None:
        self._context = context
        self._senders = senders

    def measure(
        self,
        draft: LoadSegment,
        target: LoadTarget,
        stages: Sequence[Stage],
        timeout_seconds: int,
        meanwhile: Watch | None = None,
        users: Mapping[str, int] | None = None,
    ) -> LoadSegment:
        """Send the requests of the profile; ``meanwhile`` runs beside and may stop the attack.

        ``users`` send in a closed loop, in the place of a profile.
        """
        offsets = self._offsets(stages, draft.round)
        segment, _ = self._recorded(
            draft, target, offsets, timeout_seconds, meanwhile=meanwhile, users=users
        )
        return segment

    def replay(
        self,
        draft: LoadSegment,
        target: LoadTarget,
        offsets: Sequence[int],
        timeout_seconds: int,
        afterwards: Callable[[int], None],
    ) -> tuple[LoadSegment, list[SentRequest]]:
        """Send requests at these instants, in nanoseconds from the begin; both it and each of them.

        ``afterwards`` is given the begin once all are answered, while replicas are still recorded.
        """
        return self._recorded(draft, target, offsets, timeout_seconds, afterwards=afterwards)

    def _recorded(
        self,
        draft: LoadSegment,
        target: LoadTarget,
        offsets: Sequence[int],
        timeout_seconds: int,
        *,
        meanwhile: Watch | None = None,
        afterwards: Callable[[int], None] | None = None,
        users: Mapping[str, int] | None = None,
    ) -> tuple[LoadSegment, list[SentRequest]]:
        clock, context = self._context.clock, self._context
        cpu_before = _children_cpu_nanoseconds()
        attack = self._begin(target.variant, target.target, offsets, timeout_seconds, users=users)
        start, signal = attack.start_nanoseconds, context.observer.signal
        with ScaleRecorder(signal, target.scale, clock.now_nanoseconds, start) as recorder:
            if meanwhile is not None:
                meanwhile(attack, recorder)
            requests = self.wait(attack)
            if afterwards is not None:
                afterwards(start)
        segment = replace(
            draft,
            scale=recorder.changes,
            generator_cpu_nanoseconds=_children_cpu_nanoseconds() - cpu_before,
        )
        if attack.stream_times is not None:
            segment = replace(segment, stream=stream_samples(requests, attack.stream_times))
        if users is not None:
            offsets = [one.intended_nanoseconds - start for one in requests[:1]]
        return complete_segment(segment, requests, offsets), requests

    def warm_up(self, target: LoadTarget, rate: int, seconds: int, timeout_seconds: int) -> None:
        """Send load that is not kept."""
        if seconds:
            offsets = self._offsets([flat(rate, seconds)], _WARM_UP_ROUND)
            self.wait(self._begin(target.variant, target.target, offsets, timeout_seconds))

    def burst(
        self, variant: Variant, target: Target, requests: int, timeout_seconds: int
    ) -> tuple[Attack, list[SentRequest]]:
        """Send so many requests at the same moment."""
        attack = self._begin(variant, target, [0] * requests, timeout_seconds, burst=True)
        return attack, self.wait(attack)

    def wait(self, attack: Attack) -> list[SentRequest]:
        """The requests of an attack. BenchmarkError when a generator failed."""
        try:
            return attack.wait()
        except (LoadError, ValueError) as error:
            words = self._context.redaction.apply(str(error))
            raise BenchmarkError(Reason.LOAD_FAILED, words) from error

    def _begin(
        self,
        variant: Variant,
        target: Target,
        offsets: Sequence[int],
        timeout_seconds: int,
        *,
        burst: bool = False,
        users: Mapping[str, int] | None = None,
    ) -> Attack:
        url = f"http://{_bracketed(target.address)}:{target.port}"
        return self._senders[variant.name].begin(
            url + self._context.request_of(variant).path,
            target.host,
            offsets,
            now_nanoseconds=self._context.clock.now_nanoseconds(),
            timeout_seconds=timeout_seconds,
            connections=len(offsets) if burst else 0,
            one_body=burst,
            users=users,
        )

    def _offsets(self, stages: Sequence[Stage], round_: int) -> list[int]:
        """The instants follow from the round, so that all variants of a round meet the same."""
        load = self._context.spec.load
        return offsets_nanoseconds(stages, load.arrivals, load.seed + round_)


def make_senders(
    requests: Mapping[str, PreparedRequest], load: Load, generators: Sequence[Generator]
) -> dict[str, Sender]:
    """The sender of each variant's requests."""
    return {name: _sender(request, load, generators) for name, request in requests.items()}


def _sender(request: PreparedRequest, load: Load, generators: Sequence[Generator]) -> Sender:
    settings = {
        "method": request.method,
        "headers": dict(request.headers),
        "bodies": [base64.b64encode(body).decode() for body in request.bodies],
        "maxConnections": load.max_connections,
        # One byte more tells that there is more.
        "maxBodyBytes": LIMIT_BYTES + 1 if request.json_path else 0,
        "maxAnswersBytes": _RESPONSES_LIMIT_BYTES // load.generators,
    }
    stream = None if request.stream is None else _stream(request.stream, request.expected_status)
    return Sender(Shape(settings, request.expected_status, request.json_path, stream), generators)


def _stream(stream: Stream, expected_status: int) -> dict[str, Any]:
    """How the load program reads the streams."""
    rule = stream.rule
    return {
        "format": rule.format,
        "contentPath": rule.content_path or "",
        "usagePath": rule.usage_path or "",
        "end": rule.end or "",
        "expectedStatus": expected_status,
        "stallNanoseconds": stream.stall_milliseconds * MILLISECOND,
    }


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _children_cpu_nanoseconds() -> int:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round((used.ru_utime + used.ru_stime) * 1e9)
