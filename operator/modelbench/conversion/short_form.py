"""The short form of a model, where a pod needs nothing that it does not have."""

from typing import Any

from modelbench.conversion.findings import Json, items, mapping

# The most that spec.model.env takes (``crds/``).
_MOST_VARIABLES = 64
_LONGEST_VALUE = 4096
_CONTAINER = {
    "name", "image", "imagePullPolicy", "command", "args", "env", "resources", "readinessProbe",
    "securityContext", "ports",
}  # fmt: skip
_POD = {"containers", "securityContext", "imagePullSecrets", "automountServiceAccountToken",
        "enableServiceLinks"}  # fmt: skip
# What a model of the short form has with podSecurity Restricted (modelbench.resources.pods).
_RESTRICTED: Json = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
    "privileged": False,
}


# All that the restricted Pod Security Standard asks for.
_NEEDED = set(_RESTRICTED) - {"privileged"}


def short_form(pod: Json, annotations: Json, labels: Json, port: int) -> Json | None:
    """The fields of spec.model for a cleaned pod; None where only a template says all of it."""
    containers = items(pod.get("containers"))
    if annotations or labels or len(containers) != 1 or set(pod) - _POD:
        return None
    [container] = containers
    asked = {**mapping(pod.get("securityContext")), **mapping(container.get("securityContext"))}
    user = _user(asked)
    if set(container) - _CONTAINER or user is None or not _is_plain(container, port):
        return None
    secrets = items(pod.get("imagePullSecrets"))
    if len(secrets) > 1:
        return None
    found: Json = {"image": container.get("image")}
    for name in ("imagePullPolicy", "command", "args"):
        found |= {name: container[name]} if name in container else {}
    found["port"] = port
    found |= {name: container[name] for name in ("env", "resources") if name in container}
    path = mapping(mapping(container.get("readinessProbe")).get("httpGet")).get("path")
    found |= {"readinessPath": path} if path else {}
    found |= _security(user, asked)
    for name in ("automountServiceAccountToken", "enableServiceLinks"):
        found |= {name: pod[name]} if name in pod else {}
    found |= {"imagePullSecretName": secrets[0]["name"]} if secrets else {}
    return found


def _is_plain(container: Json, port: int) -> bool:
    return (
        _plain_variables(items(container.get("env")))
        and _plain_resources(mapping(container.get("resources")))
        and _plain_probe(mapping(container.get("readinessProbe")), port)
    )


def _plain_variables(variables: list[Json]) -> bool:
    return len(variables) <= _MOST_VARIABLES and all(
        "valueFrom" not in one and len(str(one.get("value") or "")) <= _LONGEST_VALUE
        for one in variables
    )


def _plain_resources(resources: Json) -> bool:
    names = {name for part in resources.values() for name in mapping(part)}
    return names <= {"cpu", "memory"}


def _plain_probe(probe: Json, port: int) -> bool:
    """Whether a path, or the open port, is all that it asks; it is asked as each mode does it."""
    action: Any = probe.get("httpGet") or probe.get("tcpSocket") or {}
    allowed = {"port", "path"} if "httpGet" in probe else {"port"}
    same_port = action.get("port", port) in (port, 0)
    return not set(probe) - {"httpGet", "tcpSocket"} and not set(action) - allowed and same_port


def _security(user: int, asked: Json) -> Json:
    """What says that the container may what it may in the source."""
    if not asked:
        return {"podSecurity": "ImageDefault"}
    return {"runAsUser": user} if user else {"podSecurity": "RestrictedImageUser"}


def _user(asked: Json) -> int | None:
    """The user that is asked for, 0 where none is; None where only a template says what is asked.

    Nothing asked is the short form, and so is all of the restricted standard.
    """
    given = {key: value for key, value in asked.items() if key != "runAsUser"}
    user = int(asked.get("runAsUser", 0))
    if not asked:
        return 0
    is_restricted = all(_RESTRICTED.get(key) == value for key, value in given.items())
    is_whole = set(given) >= _NEEDED
    return user if is_restricted and is_whole and ("runAsUser" not in asked or user) else None
