"""Whether the measured container of a pod template can be measured in both modes."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.knative import QUEUE_PROXY_PORTS
from modelbench.api.lambda_runtime import RUNTIME_API_PORT, RUNTIME_API_VARIABLE
from modelbench.api.pod_template import mapping, mappings, port_number, probed_path
from modelbench.api.spec import Model
from modelbench.api.values import FormatError

_RESERVED = ("K_SERVICE", "K_CONFIGURATION", "K_REVISION")
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_ACTIONS = ("httpGet", "tcpSocket", "grpc")


def check_measured(
    model: Model, container: Mapping[str, Any], place: str, as_function: bool
) -> None:
    """FormatError with the field's name, of ``container`` at ``place``, when it cannot be measured.

    ``as_function``: it is the runtime of a Lambda function.
    """
    _check_ports(container, model.port, place)
    _check_variables(container, model.port, place)
    if as_function:
        _check_function(model, container, place)
    # In a variant it is what the probe asks for.
    own_path = model.readiness_path in (None, probed_path(container, model.port))
    require(
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
        require(isinstance(found, int) and not isinstance(found, bool), where, "must be a number")
        numbers.append(found)
    words = f"is {port}, which is none of {place}.ports: {', '.join(map(str, numbers))}"
    require(not numbers or port in numbers, "spec.model.port", words)
    for number, found in enumerate(numbers):
        where = f"{place}.ports[{number}].containerPort"
        require(found not in QUEUE_PROXY_PORTS, where, f"{found} is one of Knative's queue-proxy")


def _check_variables(container: Mapping[str, Any], port: int, place: str) -> None:
    for number, one in enumerate(mappings(container.get("env"))):
        name, where = one.get("name"), f"{place}.env[{number}]"
        require(isinstance(name, str) and name != "", f"{where}.name", "must be a text")
        require(name not in _RESERVED, f"{where}.name", f"must not be {name}, which Knative sets")
        own_port = name != "PORT" or one.get("value") == str(port)
        require(own_port, where, f"PORT must be {port}, as spec.model.port is: Knative sets it")


def _check_function(model: Model, container: Mapping[str, Any], place: str) -> None:
    names = [one.get("name") for one in mappings(container.get("env"))]
    words = f"must not set {RUNTIME_API_VARIABLE} where a variant has lambda"
    require(RUNTIME_API_VARIABLE not in names, f"{place}.env", words)
    words = f"must not be {RUNTIME_API_PORT} where a variant has lambda"
    require(model.port != RUNTIME_API_PORT, "spec.model.port", words)


def _check_probe(container: Mapping[str, Any], port: int, field: str, place: str) -> None:
    """Knative asks the model's port alone, whatever a readiness or liveness probe says."""
    probe = mapping(container.get(field))
    for kind in _ACTIONS:
        action = probe.get(kind)
        if action is not None:
            require_object(action, f"{place}.{kind}")
        asked = mapping(action).get("port")
        if asked is None:
            continue
        number = port_number(container, mapping(action))
        where = f"{place}.{kind}.port"
        require(number is not None, where, f"{str(asked)[:64]!r} is none of the container's ports")
        own = number == port or field == "startupProbe"
        require(own, where, f"must be {port}, as spec.model.port is: Knative probes no other")


def require_object(value: Any, place: str) -> None:
    """FormatError when ``value``, which stands at ``place``, is no object."""
    require(isinstance(value, Mapping), place, "must be an object")


def require(holds: bool, place: str, words: str) -> None:
    """FormatError that says of a place what is wrong there, unless that ``holds``."""
    if not holds:
        raise FormatError(f"{place}: {words}")
