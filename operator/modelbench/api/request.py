"""The request of a benchmark: what every variant is sent, and what a good response is."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from modelbench.api.stream import Stream
from modelbench.api.values import Value, dump, parse

FIELD = "spec.model.request"

_BODIES = ("body", "bodyFrom", "bodies")


class KeyReference(Value, frozen=True):
    """One key of a ConfigMap or Secret of the benchmark's namespace."""

    name: str
    key: str


class ValueSource(Value, frozen=True):
    """Where the value of a header is."""

    secret_key_ref: KeyReference


class Header(Value, frozen=True):
    """One header of a request. Exactly one of its value and where that is has been given."""

    name: str
    value: str | None = None
    value_from: ValueSource | None = None


class BodySource(Value, frozen=True):
    """Where a body is: exactly one of the fields is given."""

    config_map_key_ref: KeyReference | None = None
    secret_key_ref: KeyReference | None = None


class BodiesSource(BodySource, frozen=True):
    """Where one body is, or several: the values of a whole ConfigMap in the order of its keys."""

    config_map_name: str | None = None


class Request(Value, frozen=True):
    """The request that a trial sends. ``timeout_seconds`` bounds a response of a started model."""

    method: str
    path: str
    timeout_seconds: int
    expected_status: int
    host: str | None = None
    headers: tuple[Header, ...] = ()
    body: str | None = None
    body_from: BodySource | None = None
    bodies: tuple[BodiesSource, ...] = ()
    expected_json_path: str | None = msgspec.field(name="expectedJSONPath", default=None)
    stream: Stream | None = None

    def body_sources(self, field: str = FIELD) -> list[tuple[str, BodySource]]:
        """Where the bodies are that the spec itself does not hold, each with its field.

        ``field`` is that of the request.
        """
        if self.body_from is not None:
            return [(f"{field}.bodyFrom", self.body_from)]
        return [(f"{field}.bodies[{n}]", source) for n, source in enumerate(self.bodies)]

    def secret_keys(self, field: str = FIELD) -> list[tuple[str, KeyReference]]:
        """Every key of a Secret that the request needs, with the field that names it."""
        return [*self._secret_headers(field), *self._secret_bodies(field)]

    def _secret_headers(self, field: str) -> Iterator[tuple[str, KeyReference]]:
        for header in self.headers:
            if header.value_from is not None:
                yield header_field(field, header), header.value_from.secret_key_ref

    def _secret_bodies(self, field: str) -> Iterator[tuple[str, KeyReference]]:
        for place, source in self.body_sources(field):
            if source.secret_key_ref is not None:
                yield f"{place}.secretKeyRef", source.secret_key_ref


def header_field(field: str, header: Header) -> str:
    """The field of a header whose value is a Secret's, in a request that has ``field``."""
    return f"{field}.headers[{header.name}].valueFrom.secretKeyRef"


def own_request(request: Request, own: Mapping[str, Any], where: str) -> Request:
    """The request of a variant that has fields of its own in place of those of ``request``.

    A body takes the place of any, GET that of all; headers are told apart by their names.
    FormatError when that is no request.
    """
    base = dump(request)
    if own.get("method") == "GET" or any(name in own for name in _BODIES):
        base = {name: value for name, value in base.items() if name not in _BODIES}
    headers = {one["name"].lower(): one for one in base.get("headers", ())}
    headers |= {one["name"].lower(): one for one in own.get("headers", ())}
    return parse(Request, {**base, **own, "headers": [*headers.values()]}, where)


def without_content(request: Request) -> Request:
    """The request without what may be large."""
    return replace(request, headers=(), body=None, body_from=None, bodies=())
