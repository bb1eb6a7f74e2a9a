"""What a pod waits for that is not there, in the words of the scheduler and the kubelet."""

import re
from collections.abc import Iterator

_INSUFFICIENT = re.compile(r"Insufficient ([-./\w]*[-\w])")
"""The scheduler: pkg/scheduler/framework/plugins/noderesources."""

_USUAL = ("cpu", "memory", "ephemeral-storage")
_NO_CLAIM = re.compile(r'persistentvolumeclaim "([^"]+)" not found')
_UNBOUND = "unbound immediate PersistentVolumeClaims"

_NO_OBJECT = re.compile(r'(?P<kind>secret|configmap)s? "(?P<name>[^"]+)" not found', re.IGNORECASE)
_NO_KEY = re.compile(r"couldn't find key (?P<key>\S+) in (?P<kind>Secret|ConfigMap) (?P<name>\S+)")
"""The kubelet: pkg/kubelet/kubelet_pods.go."""

_NO_MOUNTED_KEY = re.compile(
    r'volume "(?P<volume>[^"]+)".*non-existent (?P<kind>config|secret) key: (?P<key>[-._\w]+)'
)
"""The kubelet: pkg/volume/configmap and pkg/volume/secret."""

_KINDS = {"secret": "Secret", "configmap": "ConfigMap"}


def missing_from_a_node(message: str) -> str | None:
    """What to do for a pod that the scheduler cannot place; None when it lacks usual room."""
    if found := _NO_CLAIM.search(message):
        return f"Create the PersistentVolumeClaim {found[1]} in the benchmark's namespace"
    if _UNBOUND in message:
        return (
            "See why the PersistentVolumeClaims of spec.model.template are not bound: kubectl get "
            "pvc, and whether their StorageClass provisions volumes"
        )
    names = ", ".join(_unusual(message))
    if not names:
        return None
    return (
        f"No node has enough {names} left: check that its device plugin runs (kubectl describe "
        "nodes), free some, or request less"
    )


def missing_from_the_namespace(message: str) -> str | None:
    """What to create for a container whose configuration refers to what is not there, or None."""
    if found := _NO_KEY.search(message):
        name = found["name"].rpartition("/")[2]
        return f"Add the key {found['key']} to the {found['kind']} {name}"
    if found := _NO_OBJECT.search(message):
        kind = _KINDS[found["kind"].lower()]
        return f"Create the {kind} {found['name']} in the benchmark's namespace"
    if found := _NO_MOUNTED_KEY.search(message):
        kind = "Secret" if found["kind"] == "secret" else "ConfigMap"
        return f"Add the key {found['key']} to the {kind} of volume {found['volume']}"
    return None


def _unusual(message: str) -> Iterator[str]:
    names = dict.fromkeys(_INSUFFICIENT.findall(message))
    yield from (name for name in names if name not in _USUAL)
