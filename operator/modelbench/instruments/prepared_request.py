"""The request as it is sent, with what its ConfigMaps and Secrets hold."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.request import (
    BodiesSource,
    BodySource,
    Header,
    KeyReference,
    Request,
    header_field,
)
from modelbench.api.stream import Stream
from modelbench.api.variants import Variant
from modelbench.instruments.redaction import Redaction
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.resources.secret_files import secret_file
from modelbench.segments.content import parse_json_path

if TYPE_CHECKING:
    from jsonpath_ng.jsonpath import JSONPath

ReadFile = Callable[[str], bytes]

_BODIES_LIMIT_BYTES = 16 << 20
"""A bound of all bodies together: the runner and the load program hold them several times, in
base64 too, within the 512 MiB of their pod."""

_LEAST_PRINTABLE, _MOST_PRINTABLE = 0x20, 0x7E


@dataclass(frozen=True)
class PreparedRequest:
    """What every trial sends: the first of ``bodies``, or under load each in turn.

    Without any it has no body. Headers and bodies may be secret, and are in no representation.
    """

    method: str
    path: str
    expected_status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    bodies: tuple[bytes, ...] = field(default=(), repr=False)
    json_path: "JSONPath | None" = None
    redaction: Redaction = field(default_factory=Redaction, repr=False)
    stream: Stream | None = None

    @property
    def body(self) -> bytes | None:
        """What is sent where only one request is."""
        return self.bodies[0] if self.bodies else None


def prepare_all(
    api: KubernetesApi, names: Names, variants: Iterable[Variant], read: ReadFile | None = None
) -> dict[str, PreparedRequest]:
    """Gather all parts of the requests, by the names of the variants.

    Each hides the secrets of all. BenchmarkError names the field of what does not exist or cannot
    be sent.
    """
    sources = _Sources(api, names, read or _read_file)
    asked = {variant.name: variant.model.request for variant in variants}
    fields = {variant.model.request: variant.request_field for variant in reversed([*variants])}
    found: dict[Request, PreparedRequest] = {}
    size = 0
    for request in asked.values():
        if request not in found:
            found[request] = _prepared(request, fields[request], sources)
            size += sum(map(len, found[request].bodies))
        if size > _BODIES_LIMIT_BYTES:
            words = f"larger than {_BODIES_LIMIT_BYTES >> 20} MiB together"
            raise _rejected(f"{fields[request]}.bodies", words)
    redaction = Redaction(sources.secrets)
    return {name: replace(found[request], redaction=redaction) for name, request in asked.items()}


def _prepared(request: Request, field_: str, sources: "_Sources") -> PreparedRequest:
    return PreparedRequest(
        request.method,
        request.path,
        request.expected_status,
        {header.name: sources.header(field_, header) for header in request.headers},
        tuple(_bodies(request, field_, sources)),
        _json_path(request, field_),
        Redaction(sources.secrets),
        request.stream,
    )


def _json_path(request: Request, field_: str) -> "JSONPath | None":
    if request.expected_json_path is None:
        return None
    try:
        return parse_json_path(request.expected_json_path)
    except ValueError as error:
        raise _rejected(f"{field_}.expectedJSONPath", str(error)) from error


def _bodies(request: Request, field_: str, sources: "_Sources") -> Iterator[bytes]:
    if request.body is not None:
        yield request.body.encode()
    for where, source in request.body_sources(field_):
        yield from sources.bodies(where, source)


class _Sources:
    """Reads ConfigMaps from the API and Secrets from files, and remembers what is secret."""

    def __init__(self, api: KubernetesApi, names: Names, read: ReadFile) -> None:
        self.secrets: list[bytes] = []
        self._api = api
        self._namespace = names.namespace
        self._read = read
        self._config_maps: dict[str, dict[str, bytes]] = {}

    def header(self, field_: str, header: Header) -> str:
        """The value. BenchmarkError when a header cannot have it."""
        if header.value_from is None:
            return header.value or ""
        where, reference = header_field(field_, header), header.value_from.secret_key_ref
        value = self._secret(where, reference)
        if not all(_LEAST_PRINTABLE <= byte <= _MOST_PRINTABLE for byte in value):
            words = (
                f"key {reference.key} of Secret {reference.name} has a trailing line break or "
                "another character not allowed in a header"
            )
            raise _rejected(where, words)
        return value.decode()

    def bodies(self, where: str, source: BodySource) -> list[bytes]:
        """The one body that a source has, or all of a ConfigMap in the order of its keys."""
        if source.secret_key_ref is not None:
            return [self._secret(f"{where}.secretKeyRef", source.secret_key_ref)]
        if source.config_map_key_ref is not None:
            reference, where = source.config_map_key_ref, f"{where}.configMapKeyRef"
            values = self._config_map(where, reference.name)
            if reference.key not in values:
                words = f"ConfigMap {reference.name} has no key {reference.key}"
                raise _rejected(where, words)
            return [values[reference.key]]
        name = source.config_map_name if isinstance(source, BodiesSource) else None
        return [] if name is None else self._all_of(f"{where}.configMapName", name)

    def _all_of(self, where: str, name: str) -> list[bytes]:
        values = self._config_map(where, name)
        if not values:
            raise _rejected(where, f"ConfigMap {name} is empty")
        return [values[key] for key in sorted(values)]

    def _secret(self, where: str, reference: KeyReference) -> bytes:
        try:
            value = self._read(secret_file(reference))
        except OSError as error:
            words = f"key {reference.key} of Secret {reference.name} cannot be read"
            raise _rejected(where, words) from error
        self.secrets.append(value)
        return value

    def _config_map(self, where: str, name: str) -> dict[str, bytes]:
        if name not in self._config_maps:
            found = self._api.get(url_of("v1", "ConfigMap", self._namespace, name))
            if found is None:
                raise _rejected(where, f"ConfigMap {name} does not exist")
            self._config_maps[name] = _values(found)
        return self._config_maps[name]


def _values(config_map: Mapping[str, Any]) -> dict[str, bytes]:
    texts = {key: text.encode() for key, text in (config_map.get("data") or {}).items()}
    encoded = config_map.get("binaryData") or {}
    return texts | {key: base64.b64decode(text) for key, text in encoded.items()}


def _read_file(path: str) -> bytes:
    return Path(path).read_bytes()


def _rejected(where: str, words: str) -> BenchmarkError:
    return BenchmarkError(Reason.RESOURCES_REJECTED, f"{where}: {words}")
