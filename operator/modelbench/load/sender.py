"""Sends one schedule with all generators together, and puts their results together again."""

import contextlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelbench.load.generator import Generator, LoadError
from modelbench.load.judging import Judge
from modelbench.segments.attack import plan
from modelbench.segments.sent_requests import SentRequest, read_results
from modelbench.segments.sent_streams import (
    StreamTimes,
    read_streams,
    stream_settings,
    together,
)

if TYPE_CHECKING:
    from jsonpath_ng.jsonpath import JSONPath

_LEAD_NANOSECONDS = 700_000_000
"""From the call to the first request: every generator has its plan and its process by then."""

_NANOSECONDS_PER_BYTE = 50
"""For the bodies in a plan, as long as one is written, carried and read on a busy node."""


@dataclass(frozen=True)
class Shape:
    """What all requests of a benchmark have in common; ``settings`` are those of the plan.

    ``stream`` says how a response is read that is a stream, and is None of any other.
    """

    settings: Mapping[str, Any]
    expected_status: int
    json_path: "JSONPath | None"
    stream: Mapping[str, Any] | None = None


class Attack:
    """A running attack, which is vegeta's word for the sending of one schedule.

    ``stream_times`` are known when it has been waited for, and None where nothing was a stream.
    """

    def __init__(
        self,
        shape: Shape,
        generators: Sequence[Generator],
        plans: Sequence[Mapping[str, Any]],
        start_nanoseconds: int,
    ) -> None:
        self.start_nanoseconds = start_nanoseconds
        self.stream_times: StreamTimes | None = None
        self._shape = shape
        self._generators = generators
        self._plans = plans
        self._pool = ThreadPoolExecutor(len(generators))
        self._outputs: list[Future[str]] = [
            self._pool.submit(generator.attack, part)
            for generator, part in zip(generators, plans, strict=True)
        ]

    def stop(self) -> None:
        """End it early; requests that were not sent yet are none.

        A generator that cannot be told either ends by itself or fails, and ``wait`` tells which.
        """
        for generator in self._generators:
            with contextlib.suppress(LoadError):
                generator.stop()

    def wait(self) -> list[SentRequest]:
        """All requests in the order in which they were due. LoadError when a generator failed."""
        try:
            parts = [output.result() for output in self._outputs]
        finally:
            self._pool.shutdown(wait=False)
        requests = self._read(parts)
        return sorted(requests, key=lambda request: request.intended_nanoseconds)

    def _read(self, parts: Sequence[str]) -> list[SentRequest]:
        if self._shape.stream is not None:
            return self._read_streams(parts)
        judge = Judge(self._shape.json_path)
        return [
            request
            for output, part in zip(parts, self._plans, strict=True)
            for request in read_results(
                output,
                part["offsetsNanoseconds"],
                self._shape.expected_status,
                judge.failure,
            )
        ]

    def _read_streams(self, parts: Sequence[str]) -> list[SentRequest]:
        found = [read_streams(output, self._shape.expected_status) for output in parts]
        self.stream_times = together(times for _, times in found)
        return [request for requests, _ in found for request in requests]


class Sender:
    """Divides a schedule among generators: the n-th of N gets every N-th request."""

    def __init__(self, shape: Shape, generators: Sequence[Generator]) -> None:
        self._shape = shape
        self._generators = generators

    def begin(
        self,
        url: str,
        host: str,
        offsets_nanoseconds: Sequence[int],
        *,
        now_nanoseconds: int,
        timeout_seconds: int,
        connections: int = 0,
        one_body: bool = False,
        users: Mapping[str, int] | None = None,
    ) -> Attack:
        """Start an attack that begins at a common instant a little from now.

        ``connections`` raises the limit of connections where a scenario needs as many at once, and
        ``one_body`` makes all requests the same. ``users`` is a closed loop, in the place of a
        schedule; each generator has its part of them.
        """
        count = len(self._generators)
        bodies = self._shape.settings["bodies"][: 1 if one_body else None]
        lead = _LEAD_NANOSECONDS + _NANOSECONDS_PER_BYTE * count * sum(map(len, bodies))
        start = now_nanoseconds + lead
        settings = {
            **self._shape.settings,
            "bodies": bodies,
            "startNanoseconds": start,
            "timeoutSeconds": timeout_seconds,
            "maxConnections": max(connections, self._shape.settings["maxConnections"]),
        }
        plans = [
            plan(
                url,
                host,
                offsets_nanoseconds[number::count],
                {**settings, **stream_settings(self._shape.stream, users, number, count)},
            )
            for number in range(count)
        ]
        return Attack(self._shape, self._generators, plans, start)
