"""The pod of a workload without what the API server, the cluster or other tools put into it."""

from collections.abc import Mapping
from typing import Any

from modelbench.conversion.findings import Findings, Json, items, mapping
from modelbench.conversion.measured import parts_of

_TOKEN_VOLUME = "kube-api-access-"  # noqa: S105  the prefix of a name
# What Kubernetes sets where nothing is said (pkg/apis/core/v1/defaults.go).
_POD_DEFAULTS: Json = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "terminationGracePeriodSeconds": 30,
    "securityContext": {},
    "serviceAccountName": "default",
    "automountServiceAccountToken": True,
    "enableServiceLinks": True,
    "preemptionPolicy": "PreemptLowerPriority",
    "priority": 0,
}
_CONTAINER_DEFAULTS: Json = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "securityContext": {},
    "resources": {},
    "stdin": False,
    "tty": False,
}
_PROBE_DEFAULTS: Json = {
    "initialDelaySeconds": 0,
    "periodSeconds": 10,
    "timeoutSeconds": 1,
    "successThreshold": 1,
    "failureThreshold": 3,
}
# What belongs to one pod, or to pods that are not benchmarked.
_NEVER = ("nodeName", "serviceAccount", "ephemeralContainers", "hostname", "subdomain")
_RESERVED = ("K_SERVICE", "K_CONFIGURATION", "K_REVISION")
_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
_EMPTY: tuple[Any, ...] = (None, [], {})


def cleaned(pod: Json, port: int, findings: Findings) -> Json:
    """The pod without defaults, token volumes and what belongs to one pod alone.

    ``port`` is that of the model, which a probe of Knative's asks where it names none.
    """
    found = _without_defaults(pod, _POD_DEFAULTS)
    for name in _NEVER:
        found.pop(name, None)
    if "nodeName" in pod:
        findings.note(f"left out: nodeName: {pod['nodeName']}")
    volumes = [one for one in items(pod.get("volumes")) if not _is_token(one)]
    found["volumes"] = volumes
    for part in parts_of(pod):
        found[part] = [_container(one, port, findings) for one in items(pod[part])]
    return {key: value for key, value in found.items() if value not in _EMPTY}


def _is_token(volume: Json) -> bool:
    return str(volume.get("name", "")).startswith(_TOKEN_VOLUME)


def _container(container: Json, port: int, findings: Findings) -> Json:
    found = _without_defaults(container, _CONTAINER_DEFAULTS)
    if found.get("imagePullPolicy") == _pull_policy(str(container.get("image", ""))):
        del found["imagePullPolicy"]
    mounts = items(container.get("volumeMounts"))
    found["volumeMounts"] = [one for one in mounts if not _is_token(one)]
    found["env"] = [one for one in items(container.get("env")) if one.get("name") not in _RESERVED]
    found["resources"] = _resources(mapping(container.get("resources")))
    for name in _PROBES:
        if name in found:
            found[name] = probe(mapping(found[name]), items(container.get("ports")), port)
    if _is_of_knative(mapping(container.get("readinessProbe"))):
        del found["readinessProbe"]
    if "lifecycle" in found:
        findings.note(f"container {found.get('name')}: lifecycle hooks are part of each start")
    return {key: value for key, value in found.items() if value not in _EMPTY}


def _pull_policy(image: str) -> str:
    """Kubernetes: what holds where nothing is said."""
    name, _, digest = image.rpartition("/")[2].partition("@")
    tag = name.partition(":")[2]
    return "IfNotPresent" if digest or tag not in ("", "latest") else "Always"


def _resources(resources: Json) -> Json:
    """With the requests that Kubernetes takes from the limits where none are given."""
    limits, requests = mapping(resources.get("limits")), mapping(resources.get("requests"))
    filled = {"requests": {**limits, **requests}, "limits": limits}
    return {part: _quantities(values) for part, values in filled.items() if values}


def _quantities(values: Json) -> Json:
    """As texts where they have a fraction, which a benchmark's spec takes as text alone."""
    return {key: str(one) if isinstance(one, float) else one for key, one in values.items()}


def probe(given: Json, ports: list[Json], port: int) -> Json:
    """A probe without defaults, its port as a number where the container names it or none."""
    numbers = {str(one.get("name")): one.get("containerPort") for one in ports if one.get("name")}
    found = _without_defaults(given, _PROBE_DEFAULTS)
    for kind in ("httpGet", "tcpSocket", "grpc"):
        if kind in found:
            action = _without_defaults(mapping(found[kind]), {"scheme": "HTTP", "service": ""})
            asked = action.get("port") or port
            found[kind] = {**action, "port": numbers.get(str(asked), asked)}
    return found


def probed_port(given: Json) -> int | None:
    """The port that a cleaned probe asks; None for a command."""
    for kind in ("httpGet", "tcpSocket", "grpc"):
        if kind in given:
            found: int = given[kind]["port"]
            return found
    return None


def _is_of_knative(given: Json) -> bool:
    """Whether it is the probe that Knative adds to a service without one."""
    return given.get("tcpSocket") == {"port": 0} and set(given) <= {"tcpSocket", "successThreshold"}


def _without_defaults(given: Json, defaults: Mapping[str, Any]) -> Json:
    absent = object()
    return {
        key: value for key, value in given.items()
        if value is not None and defaults.get(key, absent) != value
    }  # fmt: skip
