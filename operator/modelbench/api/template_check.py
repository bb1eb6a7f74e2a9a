"""What is wrong with a pod template, as far as the API server's dry run could not tell.

These are the fields that a benchmark reads or changes: all else is for the API server to judge.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from modelbench.api.knative import QUEUE_PROXY_PORTS
from modelbench.api.lambda_runtime import RUNTIME_API_PORT, RUNTIME_API_VARIABLE
from modelbench.api.pod_template import (
    MEASURED,
    PodTemplate,
    containers,
    mapping,
    mappings,
    measured_container,
    measured_index,
    port_number,
    probed_path,
)
from modelbench.api.quantity import quantity
from modelbench.api.spec import Model
from modelbench.api.values import FormatError

PLACE = "spec.model.template"
MOST_BYTES = 65536
"""Far above any pod that people write, far below what a resource may hold: each child has it."""

_RESERVED = ("K_SERVICE", "K_CONFIGURATION", "K_REVISION")
_LISTS = ("containers", "initContainers")
_OF_CONTAINERS = {
    "env": list,
    "envFrom": list,
    "ports": list,
    "volumeMounts": list,
    "resources": dict,
    "lifecycle": dict,
    "securityContext": dict,
    "readinessProbe": dict,
    "livenessProbe": dict,
    "startupProbe": dict,
}
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_ACTIONS = ("httpGet", "tcpSocket", "grpc")


def checked_template(model: Model, *, as_function: bool = False) -> PodTemplate:
    """The model's template; FormatError with a field's name when no pod can be made of it.

    ``as_function``: the measured container is the runtime of a Lambda function.
    """
    template = model.template
    _require(template is not None, PLACE, "is absent")
    assert template is not None  # noqa: S101
    size = len(msgspec.json.encode(template.spec))
    _require(size <= MOST_BYTES, f"{PLACE}.spec", f"has {size} bytes, more than {MOST_BYTES}")
    for place, value in _containers(template):
        _check_container(place, value)
    _check_names(template)
    index = measured_index(template)
    _require(
        index is not None,
        f"{PLACE}.spec.containers",
        f"has several containers: call the one to be measured {MEASURED}",
    )
    _check_volumes(template)
    place = f"{PLACE}.spec.containers[{index}]"
    _check_measured(model, measured_container(template), place, as_function)
    return template


def _containers(template: PodTemplate) -> Iterator[tuple[str, Any]]:
    for field in _LISTS:
        found, place = template.spec.get(field), f"{PLACE}.spec.{field}"
        if found is None and field != "containers":
            continue
        _require(isinstance(found, list | tuple), place, "must be a list of containers")
        for number, one in enumerate(found or ()):
            yield f"{place}[{number}]", one
    _require(bool(containers(template)), f"{PLACE}.spec.containers", "has no container")


def _check_container(place: str, container: Any) -> None:
    _require_object(container, place)
    for field, kind in _OF_CONTAINERS.items():
        found = container.get(field)
        fits = found is None or isinstance(found, kind)
        _require(fits, f"{place}.{field}", f"must be {'a list' if kind is list else 'an object'}")
        if kind is list:
            for number, one in enumerate(found or ()):
                _require_object(one, f"{place}.{field}[{number}]")
    name, image = container.get("name"), container.get("image")
    _require(name is None or isinstance(name, str), f"{place}.name", "must be a text")
    _require(isinstance(image, str) and image != "", f"{place}.image", "names no image")
    _check_quantities(place, mapping(container.get("resources")))


def _check_quantities(place: str, resources: Mapping[str, Any]) -> None:
    for kind in ("requests", "limits"):
        asked, where = resources.get(kind), f"{place}.resources.{kind}"
        _require(asked is None or isinstance(asked, Mapping), where, "must be an object")
        for name, value in (asked or {}).items():
            _check_quantity(f"{where}[{name}]", value)


def _check_quantity(place: str, value: Any) -> None:
    _require(isinstance(value, str | int | float), place, "must be a quantity")
    _require(not isinstance(value, bool), place, "must be a quantity")
    try:
        amount = quantity(str(value))
    except FormatError as error:
        raise FormatError(f"{place}: {error}") from error
    _require(amount >= 0, place, "must not be negative")


def _check_names(template: PodTemplate) -> None:
    index, seen = measured_index(template), set[str]()
    for field in _LISTS:
        for number, one in enumerate(containers(template, field)):
            measured = field == "containers" and number == index
            name = MEASURED if measured else one.get("name", "")
            place = f"{PLACE}.spec.{field}[{number}].name"
            _require(name != "", place, "is needed where a pod has several containers")
            _require(name not in seen, place, f"{name} is that of another container")
            seen.add(name)


def _check_volumes(template: PodTemplate) -> None:
    place = f"{PLACE}.spec.volumes"
    volumes = template.spec.get("volumes")
    _require(volumes is None or isinstance(volumes, list | tuple), place, "must be a list")
    for number, one in enumerate(volumes or ()):
        _require_object(one, f"{place}[{number}]")


def _check_measured(
    model: Model, container: Mapping[str, Any], place: str, as_function: bool
) -> None:
    _check_ports(container, model.port, place)
    _check_variables(container, model.port, place)
    if as_function:
        _check_function(model, container, place)
    # In a variant it is what the probe asks for.
    own_path = model.readiness_path in (None, probed_path(container, model.port))
    _require(
        own_path or container.get("readinessProbe") is None,
        "spec.model.readinessPath",
        f"must be absent: {place}.readinessProbe is used as it is",
    )
    for field in _PROBES:
        _check_probe(container, model.port, field, f"{place}.{field}")


def _check_ports(container: Mapping[str, Any], port: int, place: str) -> None:
    numbers = []
    for number, one in enumerate(mappings(container.get("ports"))):
        found, where = one.get("containerPort"), f"{place}.ports[{number}].containerPort"
        _require(isinstance(found, int) and not isinstance(found, bool), where, "must be a number")
        numbers.append(found)
    words = f"is {port}, which is none of {place}.ports: {', '.join(map(str, numbers))}"
    _require(not numbers or port in numbers, "spec.model.port", words)
    for number, found in enumerate(numbers):
        where = f"{place}.ports[{number}].containerPort"
        _require(found not in QUEUE_PROXY_PORTS, where, f"{found} is one of Knative's queue-proxy")


def _check_variables(container: Mapping[str, Any], port: int, place: str) -> None:
    for number, one in enumerate(mappings(container.get("env"))):
        name, where = one.get("name"), f"{place}.env[{number}]"
        _require(isinstance(name, str) and name != "", f"{where}.name", "must be a text")
        _require(name not in _RESERVED, f"{where}.name", f"must not be {name}, which Knative sets")
        own_port = name != "PORT" or one.get("value") == str(port)
        _require(own_port, where, f"PORT must be {port}, as spec.model.port is: Knative sets it")


def _check_function(model: Model, container: Mapping[str, Any], place: str) -> None:
    names = [one.get("name") for one in mappings(container.get("env"))]
    words = f"must not set {RUNTIME_API_VARIABLE} where a variant has lambda"
    _require(RUNTIME_API_VARIABLE not in names, f"{place}.env", words)
    words = f"must not be {RUNTIME_API_PORT} where a variant has lambda"
    _require(model.port != RUNTIME_API_PORT, "spec.model.port", words)


def _check_probe(container: Mapping[str, Any], port: int, field: str, place: str) -> None:
    """Knative asks the model's port alone, whatever a readiness or liveness probe says."""
    probe = mapping(container.get(field))
    for kind in _ACTIONS:
        action = probe.get(kind)
        if action is not None:
            _require_object(action, f"{place}.{kind}")
        asked = mapping(action).get("port")
        if asked is None:
            continue
        number = port_number(container, mapping(action))
        where = f"{place}.{kind}.port"
        _require(number is not None, where, f"{str(asked)[:64]!r} is none of the container's ports")
        own = number == port or field == "startupProbe"
        _require(own, where, f"must be {port}, as spec.model.port is: Knative probes no other")


def _require_object(value: Any, place: str) -> None:
    _require(isinstance(value, Mapping), place, "must be an object")


def _require(holds: bool, place: str, words: str) -> None:
    if not holds:
        raise FormatError(f"{place}: {words}")
