"""One segment of load on one variant, with everything that is recorded beside it."""

import base64
import resource
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.spec import Spec
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Target
from modelbench.instruments.load_target import LoadTarget
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.load.generator import Generator, LoadError
from modelbench.load.scale_recorder import ScaleRecorder
from modelbench.load.sender import Attack, Sender, Shape
from modelbench.segments.arrivals import Stage, flat, offsets_nanoseconds
from modelbench.segments.attack import complete_segment
from modelbench.segments.sent_requests import SentRequest, parse_json_path

_BODY_LIMIT_BYTES = 1 << 20
"""Of one response, for expectedJSONPath: JSON that is larger is no prediction to be checked."""

_BODIES_LIMIT_BYTES = 64 << 20
"""Of all generators: the runner holds them twice for a moment, in base64, within its 512 MiB."""

_WARM_UP_ROUND = 0
"""Rounds that are kept count from 1, so a warm-up has arrivals of its own."""

Watch = Callable[[Attack, ScaleRecorder], None]


class LoadRunner:
    """Sends load by a profile of rates and returns it as a segment."""

    def __init__(self, context: Context, sender: Sender) -> None:
        self._context = context
        self._sender = sender

    def measure(
        self,
        draft: LoadSegment,
        target: LoadTarget,
        stages: Sequence[Stage],
        timeout_seconds: int,
        meanwhile: Watch | None = None,
    ) -> LoadSegment:
        """Send the requests of the profile; ``meanwhile`` runs beside and may stop the attack."""
        clock, context = self._context.clock, self._context
        offsets = self._offsets(stages, draft.round)
        cpu_before = _children_cpu_nanoseconds()
        attack = self._begin(target.target, offsets, timeout_seconds)
        start, signal = attack.start_nanoseconds, context.observer.signal
        with ScaleRecorder(signal, target.scale, clock.now_nanoseconds, start) as recorder:
            if meanwhile is not None:
                meanwhile(attack, recorder)
            requests = self.wait(attack)
        segment = replace(
            draft,
            scale=recorder.changes,
            generator_cpu_nanoseconds=_children_cpu_nanoseconds() - cpu_before,
        )
        return complete_segment(segment, requests, offsets)

    def warm_up(self, target: LoadTarget, rate: int, seconds: int, timeout_seconds: int) -> None:
        """Send load that is not kept."""
        if seconds:
            offsets = self._offsets([flat(rate, seconds)], _WARM_UP_ROUND)
            self.wait(self._begin(target.target, offsets, timeout_seconds))

    def burst(
        self, target: Target, requests: int, timeout_seconds: int
    ) -> tuple[Attack, list[SentRequest]]:
        """Send so many requests at the same moment."""
        attack = self._begin(target, [0] * requests, timeout_seconds, requests)
        return attack, self.wait(attack)

    def wait(self, attack: Attack) -> list[SentRequest]:
        """The requests of an attack. BenchmarkError when a generator failed."""
        try:
            return attack.wait()
        except (LoadError, ValueError) as error:
            raise BenchmarkError(Reason.LOAD_FAILED, str(error)) from error

    def _begin(
        self, target: Target, offsets: Sequence[int], timeout_seconds: int, connections: int = 0
    ) -> Attack:
        url = f"http://{_bracketed(target.address)}:{target.port}"
        return self._sender.begin(
            url + self._context.spec.model.request.path,
            target.host,
            offsets,
            now_nanoseconds=self._context.clock.now_nanoseconds(),
            timeout_seconds=timeout_seconds,
            connections=connections,
        )

    def _offsets(self, stages: Sequence[Stage], round_: int) -> list[int]:
        """The instants follow from the round, so that all variants of a round meet the same."""
        load = self._context.spec.load
        return offsets_nanoseconds(stages, load.arrivals, load.seed + round_)


def make_sender(
    api: KubernetesApi, names: Names, spec: Spec, generators: Sequence[Generator]
) -> Sender:
    """The sender of a benchmark's requests. BenchmarkError when the spec cannot be sent."""
    request, load = spec.model.request, spec.load
    try:
        json_path = load.expected_json_path and parse_json_path(load.expected_json_path)
    except ValueError as error:
        message = f"spec.load.expectedJSONPath: {error}"
        raise BenchmarkError(Reason.RESOURCES_REJECTED, message) from error
    bodies = _bodies(api, names, spec)
    settings = {
        "method": request.method,
        "headers": request.header_values,
        "bodies": [base64.b64encode(body).decode() for body in bodies],
        "maxConnections": load.max_connections,
        "maxBodyBytes": _BODY_LIMIT_BYTES if json_path else 0,
        "maxAnswersBytes": _BODIES_LIMIT_BYTES // load.generators,
    }
    return Sender(Shape(settings, request.expected_status, json_path or None), generators)


def _bodies(api: KubernetesApi, names: Names, spec: Spec) -> list[bytes]:
    """What is sent in turn: the values of the ConfigMap by their keys, or the one body."""
    body = spec.model.request.body
    if spec.load.bodies is None:
        return [] if body is None else [body.encode()]
    name = spec.load.bodies.config_map_name
    found = api.get(url_of("v1", "ConfigMap", names.namespace, name))
    values = {} if found is None else _values(found)
    if not values:
        what = "does not exist" if found is None else "is empty"
        message = f"spec.load.bodies.configMapName: ConfigMap {name} {what}"
        raise BenchmarkError(Reason.RESOURCES_REJECTED, message)
    return [values[key] for key in sorted(values)]


def _values(config_map: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    texts = {key: text.encode() for key, text in config_map.get("data", {}).items()}
    encoded = config_map.get("binaryData", {})
    return texts | {key: base64.b64decode(text) for key, text in encoded.items()}


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _children_cpu_nanoseconds() -> int:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round((used.ru_utime + used.ru_stime) * 1e9)
