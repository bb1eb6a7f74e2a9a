"""A model as a pod template: what a Deployment's template has, for every variant.

Its ``spec`` is the user's own and has no type here: the API server's dry run of the children knows
every field of a pod. What is read of it is read by :func:`measured_container` and its siblings,
which take whatever stands there; :mod:`modelbench.api.template_check` says what is wrong with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelbench.api.values import Value

Container = Mapping[str, Any]

MEASURED = "model"
"""What the measured container is called where a pod has several."""


class TemplateMetadata(Value, frozen=True):
    """What every pod of the model has of metadata. ``creation_timestamp`` is never read."""

    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    creation_timestamp: str | None = None


class PodTemplate(Value, frozen=True):
    """The model's pod in a Deployment's own words; ``spec`` is a PodSpec."""

    spec: Mapping[str, Any]
    metadata: TemplateMetadata = TemplateMetadata()


def containers(template: PodTemplate, field: str = "containers") -> tuple[Container, ...]:
    """The containers, or those of ``initContainers``; what is none is left out."""
    return tuple(mappings(template.spec.get(field)))


def measured_index(template: PodTemplate) -> int | None:
    """Where the measured container stands: it is called model, or the only one; else None."""
    found = containers(template)
    names = [container.get("name") for container in found]
    if MEASURED in names:
        return names.index(MEASURED)
    return 0 if len(found) == 1 else None


def measured_container(template: PodTemplate) -> Container:
    """The container under test; an empty one where the template does not tell."""
    index = measured_index(template)
    return {} if index is None else containers(template)[index]


def probed_path(container: Container, port: int) -> str | None:
    """The path that its own readiness probe asks for by HTTP on ``port``, if it does."""
    request = mapping(mapping(container.get("readinessProbe")).get("httpGet"))
    if request.get("scheme", "HTTP") != "HTTP" or port_number(container, request) != port:
        return None
    path = request.get("path", "/")
    return path if isinstance(path, str) and path.startswith("/") else None


def port_number(container: Container, action: Mapping[str, Any]) -> int | None:
    """The port of a probe's action, where a name stands for one of the container's ports."""
    asked = action.get("port")
    if isinstance(asked, int) and not isinstance(asked, bool):
        return asked
    named = (port for port in mappings(container.get("ports")) if port.get("name") == asked)
    number = next((port.get("containerPort") for port in named), None)
    return number if isinstance(number, int) else None


def replaced(items: Any, own: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A list of named items with those of ``own`` in place of their namesakes, or at its end."""
    news = {one["name"]: one for one in own}
    kept = list(items) if isinstance(items, list | tuple) else []
    names = [mapping(one).get("name") for one in kept]
    changed = [
        news.get(name, one) if isinstance(name, str) else one
        for name, one in zip(names, kept, strict=True)
    ]
    return changed + [one for name, one in news.items() if name not in names]


def with_measured(template: PodTemplate, fields: Mapping[str, Any]) -> PodTemplate:
    """The template with these fields of the measured container; unchanged where it has none."""
    index, found = measured_index(template), list(containers(template))
    if index is None or len(found) != len(template.spec["containers"]):
        return template
    found[index] = {**found[index], **fields}
    return with_spec(template, {"containers": found})


def with_spec(template: PodTemplate, fields: Mapping[str, Any]) -> PodTemplate:
    """The template with these fields of its pod's spec."""
    return PodTemplate(spec={**template.spec, **fields}, metadata=template.metadata)


def mapping(value: Any) -> Mapping[str, Any]:
    """``value`` where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in ``value`` where it is a list."""
    if isinstance(value, list | tuple):
        yield from (one for one in value if isinstance(one, Mapping))
