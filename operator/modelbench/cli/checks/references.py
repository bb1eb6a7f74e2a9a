"""The Secrets, ConfigMaps and others that a benchmark refers to: found in its spec, looked up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelbench.cli.checks.outcome import Outcome, State, UnreadableError, shown
from modelbench.kube.client import KubernetesApi, url_of

Document = Mapping[str, Any]
# By the field that refers: the kind, and the field in it that has the name.
_BY_FIELD = {
    "secretKeyRef": ("Secret", "name"),
    "configMapKeyRef": ("ConfigMap", "name"),
    "secretRef": ("Secret", "name"),
    "configMapRef": ("ConfigMap", "name"),
    "secret": ("Secret", "secretName"),
    "configMap": ("ConfigMap", "name"),
    "persistentVolumeClaim": ("PersistentVolumeClaim", "claimName"),
}
_BY_NAME = {
    "configMapName": "ConfigMap",
    "imagePullSecretName": "Secret",
    "serviceAccountName": "ServiceAccount",
}


@dataclass(frozen=True)
class Reference:
    """An object, or a key of one, that a field of the spec names."""

    field: str
    kind: str
    name: str
    key: str | None = None


def references(value: object, field: str = "spec") -> Iterator[Reference]:
    """Every reference in a spec that is not optional, by the names that Kubernetes gives them."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        for number, item in enumerate(value):
            yield from references(item, f"{field}[{number}]")
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        place = f"{field}.{name}"
        if isinstance(inner, Mapping) and name in _BY_FIELD:
            yield from _reference(place, inner, *_BY_FIELD[name])
        elif isinstance(inner, str) and name in _BY_NAME:
            yield Reference(place, _BY_NAME[name], inner)
        elif name == "imagePullSecrets" and isinstance(inner, Sequence):
            yield from (Reference(place, "Secret", str(one.get("name"))) for one in inner)
        else:
            yield from references(inner, place)


def _reference(field: str, value: Document, kind: str, name: str) -> Iterator[Reference]:
    if isinstance(value.get(name), str) and not value.get("optional"):
        yield Reference(field, kind, value[name], value.get("key"))


def look_up(
    api: KubernetesApi, namespace: str, spec: object, beside: Sequence[Document]
) -> Iterator[Outcome]:
    """An outcome for each object that is referred to; ``beside`` comes before the benchmark."""
    given = {(one["kind"], one["metadata"]["name"]): one for one in beside}
    for reference in dict.fromkeys(references(spec)):
        what = f"{reference.kind} {reference.name}"
        try:
            with shown():
                found = given.get((reference.kind, reference.name)) or api.get(
                    url_of("v1", reference.kind, namespace, reference.name)
                )
        except UnreadableError:
            yield Outcome(
                what, State.UNKNOWN, f"no permission to read it; {reference.field} names it"
            )
            continue
        yield _judged(what, reference, found, namespace)


def _judged(what: str, reference: Reference, found: Document | None, place: str) -> Outcome:
    told = f"{reference.field} names it"
    if found is None:
        advice = f"Create it in namespace {place}, or correct the field."
        return Outcome(what, State.MISSING, f"does not exist; {told}", advice)
    parts = (found.get(part) or {} for part in ("data", "binaryData", "stringData"))
    keys = {key for part in parts for key in part}
    if reference.key is not None and reference.key not in keys:
        message = f"has no key {reference.key}; {told}"
        return Outcome(what, State.MISSING, message, f"It has {', '.join(sorted(keys)) or 'none'}.")
    return Outcome(what, State.OK, told)
