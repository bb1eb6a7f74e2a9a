"""spec.model of a workload: the short form where it says all, else a pod template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from modelbench.conversion.findings import IMAGE, Findings, Json, Workload, items, mapping
from modelbench.conversion.measured import MODEL, measured_index, parts_of, port_of
from modelbench.conversion.pod import cleaned, probed_port
from modelbench.conversion.short_form import short_form

# What says something of the resource that it stands on and nothing of how a pod runs.
_DROPPED = re.compile(
    r"^(kubectl\.kubernetes\.io|deployment\.kubernetes\.io|prometheus\.io|checksum|"
    r"(autoscaling|serving|client|internal|networking)\.knative\.dev|run\.googleapis\.com|"
    r"serving\.kserve\.io|internal\.serving\.kserve\.io|meta\.helm\.sh)/"
)
# Labels by which a webhook or a node decides how a pod is run; others are for selectors.
_KEPT_LABELS = re.compile(r"^(sidecar\.istio\.io|azure\.workload\.identity|kueue\.x-k8s\.io)/")


@dataclass(frozen=True)
class ModelChoices:
    """What the user says of the model; None is what the source has."""

    port: int | None = None
    readiness_path: str | None = None
    container: str | None = None
    always_template: bool = False


def model_of(workload: Workload, choices: ModelChoices, findings: Findings) -> Json:
    """``spec.model`` without its request. ConversionError when there is nothing to measure."""
    index = measured_index(workload, choices.container)
    container = items(workload.pod["containers"])[index]
    port = port_of(container, workload, choices.port, findings)
    plain = cleaned(workload.pod, port, findings)
    pod = _without_port_variable(plain, index, port, findings)
    annotations = _kept(workload.annotations, findings)
    labels = _kept_labels(workload.labels, findings)
    if not items(pod["containers"])[index].get("resources"):
        findings.note("the source requests no CPU or memory: set what production uses")
    if not choices.always_template:
        short = short_form(pod, annotations, labels, port)
        if short is not None:
            return _with_path(_told(workload, short, findings), choices)
    pod = _without_ports(_with_own_probes(pod, index, port, findings), index, findings)
    if choices.readiness_path is not None:
        pod = _without_readiness(pod, index)
    metadata = {"labels": labels, "annotations": annotations}
    template = {"metadata": {k: v for k, v in metadata.items() if v}, "spec": pod}
    found = {"template": {k: v for k, v in template.items() if v}, "port": port}
    return _with_path(found, choices)


def _with_path(model: Json, choices: ModelChoices) -> Json:
    if choices.readiness_path is not None:
        model["readinessPath"] = choices.readiness_path
    return model


def _without_readiness(pod: Json, index: int) -> Json:
    """Without the probe of the measured container, in place of which the user named a path."""
    containers = items(pod["containers"])
    containers[index].pop("readinessProbe", None)
    return {**pod, "containers": containers}


def _told(workload: Workload, short: Json, findings: Findings) -> Json:
    if workload.kind == IMAGE:
        # Nobody has said what it may: the least is the default.
        del short["podSecurity"]
        findings.note(
            "it runs as user 65532 and without privileges; model.podSecurity: ImageDefault lets "
            "it run as the image says"
        )
    if "readinessPath" not in short:
        findings.note(
            "no readiness path: an open port counts as ready, unless model.readinessPath is set"
        )
    return short


def _kept(annotations: Mapping[str, str], findings: Findings) -> Json:
    for key in sorted(annotations):
        if key.startswith("prometheus.io/"):
            findings.note(f"left out: annotation {key}")
    return {key: value for key, value in annotations.items() if not _DROPPED.match(key)}


def _kept_labels(labels: Mapping[str, str], findings: Findings) -> Json:
    left = sorted(key for key in labels if not _KEPT_LABELS.match(key))
    if left:
        findings.note(
            f"left out: the labels {', '.join(left)}: a Service that selects them would send its "
            "traffic to the benchmark's pods"
        )
    return {key: value for key, value in labels.items() if _KEPT_LABELS.match(key)}


def _without_port_variable(pod: Json, index: int, port: int, findings: Findings) -> Json:
    """Without PORT, which every variant sets to spec.model.port."""
    containers = items(pod["containers"])
    variables = items(containers[index].get("env"))
    for one in variables:
        if one.get("name") == "PORT" and one.get("value") != str(port):
            findings.note(f"left out: env PORT: {one.get('value')}; it is the port, {port}")
    kept = [one for one in variables if one.get("name") != "PORT"]
    changed = {**containers[index], "env": kept}
    containers[index] = {key: value for key, value in changed.items() if value != []}
    return {**pod, "containers": containers}


def _with_own_probes(pod: Json, index: int, port: int, findings: Findings) -> Json:
    """Without probes of another port than the model's: Knative asks no other."""
    containers = items(pod["containers"])
    for name in ("readinessProbe", "livenessProbe"):
        asked = probed_port(mapping(containers[index].get(name)))
        if asked not in (None, port):
            findings.note(f"left out: the {name}, which probes port {asked}, not the model's")
            del containers[index][name]
    return {**pod, "containers": containers}


def _without_ports(pod: Json, index: int, findings: Findings) -> Json:
    """With the measured container called model, and without ports: Knative allows one alone."""
    found = dict(pod)
    for part in parts_of(pod):
        found[part] = [_without_port(one, findings) for one in items(pod[part])]
    measured = found["containers"][index]
    if len(found["containers"]) > 1 and measured.get("name") != MODEL:
        findings.note(f"the container {measured.get('name')} is renamed {MODEL}: it is measured")
        found["containers"][index] = {**measured, "name": MODEL}
    if len(found["containers"]) == 1:
        found["containers"][0] = {"name": MODEL, **measured}
    return found


def _without_port(container: Json, findings: Findings) -> Json:
    if any("hostPort" in one for one in items(container.get("ports"))):
        findings.note(f"left out: the host ports of container {container.get('name')}")
    return {key: value for key, value in container.items() if key != "ports"}
