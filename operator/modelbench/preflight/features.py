"""Which feature of Knative a refused field needs, from the words of Knative's webhook.

Flags: knative.dev/serving, pkg/apis/config/features.go; fields: pkg/apis/serving/fieldmask.go.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

NAMESPACE = "knative-serving"
CONFIG_MAP = "config-features"

_ON = ("enabled", "allowed")

_POD = "kubernetes.podspec-"
_FLAGS: tuple[tuple[str, str], ...] = (
    (r".+\.capabilities\.add", "kubernetes.containerspec-addcapabilities"),
    (r".+\.valueFrom\.(fieldRef|resourceFieldRef)", f"{_POD}fieldref"),
    (r"containers\[\d+\]\.(liveness|readiness|startup)Probe\b.*", "multi-container-probing"),
    (r"volumes\[\d+\]\.persistentVolumeClaim", f"{_POD}persistent-volume-claim"),
    (r"volumes\[\d+\]\.emptyDir", f"{_POD}volumes-emptydir"),
    (r"volumes\[\d+\]\.hostPath", f"{_POD}volumes-hostpath"),
    (r"volumes\[\d+\]\.csi", f"{_POD}volumes-csi"),
    (r"volumes\[\d+\]\.image", f"{_POD}volumes-image"),
    (r"initContainers\b.*", f"{_POD}init-containers"),
    (
        r"(affinity|dnsConfig|dnsPolicy|hostAliases|hostIPC|hostNetwork|hostPID|nodeSelector|"
        r"priorityClassName|runtimeClassName|schedulerName|securityContext|shareProcessNamespace|"
        r"tolerations|topologySpreadConstraints)\b.*",
        "",
    ),
)
"""Patterns of fields below the pod's spec; where there is no flag, its end is the field's name."""

_PHRASES = {
    "Persistent volume write support is disabled": f"{_POD}persistent-volume-write",
    "multi-container is off": "multi-container",
}
"""What Knative refuses without the name of a field. The rest of its words goes with a field."""

_NOT_SET = re.compile(r"must not set the field\(s\): (.+)")
_BELOW = re.compile(r"(?:.*\.)?template\.spec\.(.+)")


@dataclass(frozen=True)
class Feature:
    """A flag of Knative, and what of a pod is refused without it."""

    flag: str
    wanted: str


def disabled_features(message: str, settings: Mapping[str, str]) -> list[Feature]:
    """The features that a refused Knative Service lacks, each once; empty when it is not that.

    ``settings`` are the data of the ConfigMap: what it has turned on is not to blame.
    """
    found: dict[str, str] = {}
    for flag, wanted in (*_by_phrases(message), *_by_fields(message)):
        if settings.get(flag, "").lower() not in _ON:
            found.setdefault(flag, wanted)
    return [Feature(flag, wanted) for flag, wanted in sorted(found.items())]


def enabling_command(flags: Iterable[str]) -> str:
    """The command by which an administrator of Knative turns all of them on."""
    data = ",".join(f'"{flag}":"enabled"' for flag in flags)
    patch = f'{{"data":{{{data}}}}}'
    return f"kubectl patch configmap/{CONFIG_MAP} -n {NAMESPACE} --type merge -p '{patch}'"


def _by_phrases(message: str) -> Iterator[tuple[str, str]]:
    for phrase, flag in _PHRASES.items():
        if phrase in message:
            yield flag, "several containers" if flag == "multi-container" else "a writable volume"


def _by_fields(message: str) -> Iterator[tuple[str, str]]:
    for listed in _NOT_SET.findall(message):
        for field in listed.split(", "):
            below = _BELOW.fullmatch(field.strip())
            if below is not None and (flag := _flag_of(below[1])):
                yield flag, below[1]


def _flag_of(field: str) -> str | None:
    for pattern, flag in _FLAGS:
        if found := re.fullmatch(pattern, field):
            return flag or _POD + found[1].lower()
    return None
