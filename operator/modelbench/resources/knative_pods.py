"""The pods of a template as Knative takes them.

Knative refuses a pod of a Deployment for what a revision has in its own way. That is left out, and
told where it means something. Of what is left Knative itself is the judge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelbench.api.pod_template import (
    Container,
    containers,
    mapping,
    mappings,
    measured_index,
    port_number,
)
from modelbench.api.spec import Model
from modelbench.api.template_check import checked_template
from modelbench.resources.template_pods import measured

_DEFAULTS: Mapping[str, Any] = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "automountServiceAccountToken": True,
    "hostNetwork": False,
    "hostPID": False,
    "hostIPC": False,
}
"""What a pod has by itself, and what kubectl shows of a Deployment: Knative wants it unsaid."""

_GRACE = "terminationGracePeriodSeconds"
_PORT_NAMES = ("h2c", "http1")
"""By a port's name Knative chooses the protocol: docs/runtime-contract.md."""

_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_ACTIONS = ("httpGet", "tcpSocket", "grpc")
_WRITABLE = ("emptyDir", "persistentVolumeClaim", "ephemeral")


@dataclass(frozen=True)
class KnativePod:
    """The pod's part of a revision; ``left_out`` are fields that only a Deployment's pod has."""

    spec: dict[str, Any]
    left_out: tuple[str, ...]


def knative_pod(model: Model, *, as_function: bool = False) -> KnativePod:
    """The template's spec as a revision has it. FormatError names what is wrong with it."""
    template = checked_template(model, as_function=as_function)
    spec = {
        name: value
        for name, value in template.spec.items()
        if name != _GRACE and (name not in _DEFAULTS or value != _DEFAULTS[name])
    }
    # The old name of the same field, which the API server still writes.
    if (account := spec.pop("serviceAccount", None)) is not None:
        spec.setdefault("serviceAccountName", account)
    index = measured_index(template)
    spec["containers"] = [
        _measured(measured(model, template), model.port) if number == index else _sidecar(one)
        for number, one in enumerate(containers(template))
    ]
    if template.spec.get("initContainers"):
        read_only = set(_read_only_volumes(template.spec))
        starting = containers(template, "initContainers")
        spec["initContainers"] = [_init_container(one, read_only) for one in starting]
    return KnativePod(spec, tuple(_left_out(template.spec)))


def _measured(own: Container, port: int) -> dict[str, Any]:
    """One port, called by its protocol; PORT is Knative's to set, and so are hooks."""
    container = _without_hook(own)
    served = [one for one in mappings(own["ports"]) if one.get("containerPort") == port][:1]
    # A port of the node is kept, so that Knative can refuse it.
    others = [one for one in mappings(own["ports"]) if "hostPort" in one and one not in served]
    container["ports"] = [_unnamed(one) for one in (*served, *others)]
    if container.get("env"):
        container["env"] = [one for one in container["env"] if one.get("name") != "PORT"]
    return _with_numbers(container, own)


def _sidecar(container: Container) -> dict[str, Any]:
    """Knative takes ports of one container alone. They say what is open and open nothing."""
    found = _without_hook(container)
    ports = [one for one in mappings(container.get("ports")) if "hostPort" in one]
    found.pop("ports", None)
    return _with_numbers({**found, **({"ports": ports} if ports else {})}, container)


def _init_container(container: Container, read_only: set[Any]) -> dict[str, Any]:
    """Knative marks such mounts of containers by itself, and wants them marked in these."""
    mounts = container.get("volumeMounts")
    if not mounts:
        return dict(container)
    marked = [{**one, "readOnly": True} if one.get("name") in read_only else one for one in mounts]
    return {**container, "volumeMounts": marked}


def _unnamed(port: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in port.items() if name != "name" or value in _PORT_NAMES}


def _without_hook(container: Container) -> dict[str, Any]:
    """Without a hook that runs at the end: Knative has its own. One at the start is not hidden."""
    lifecycle = mapping(container.get("lifecycle"))
    return {
        name: value
        for name, value in container.items()
        if name != "lifecycle" or lifecycle.get("postStart") is not None
    }


def _with_numbers(container: dict[str, Any], named: Container) -> dict[str, Any]:
    """The probes with numbers where they have names of ports that are no longer there."""
    for field in _PROBES:
        if isinstance(probe := container.get(field), Mapping):
            container[field] = {**probe, **dict(_numbered(probe, named))}
    return container


def _numbered(probe: Mapping[str, Any], named: Container) -> Iterator[tuple[str, Any]]:
    for kind in _ACTIONS:
        action = probe.get(kind)
        if isinstance(action, Mapping) and isinstance(action.get("port"), str):
            number = port_number(named, action)
            yield kind, action if number is None else {**action, "port": number}


def _read_only_volumes(spec: Mapping[str, Any]) -> Iterator[Any]:
    for volume in mappings(spec.get("volumes")):
        if not any(kind in volume for kind in _WRITABLE):
            yield volume.get("name")


def _left_out(spec: Mapping[str, Any]) -> Iterator[str]:
    """What was left out although it means something."""
    if spec.get(_GRACE) is not None:
        yield _GRACE
    for number, one in enumerate(mappings(spec.get("containers"))):
        hooks = mapping(one.get("lifecycle"))
        if hooks.get("preStop") is not None and hooks.get("postStart") is None:
            yield f"containers[{number}].lifecycle.preStop"
