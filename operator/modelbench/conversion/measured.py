"""Which container of a pod is measured, and on which port it listens."""

from modelbench.conversion.findings import ConversionError, Findings, Json, Workload, items, mapping

MODEL = "model"
"""What the measured container of a template with several is called."""

_DEFAULT_PORT = 8080
"""The default of spec.model.port, and of Knative and Cloud Run."""

_OF_QUEUE_PROXY = (8008, 8012, 8013, 8022, 8112, 9090, 9091)


def parts_of(pod: Json) -> list[str]:
    """The lists of containers that a pod has."""
    return [name for name in ("initContainers", "containers") if pod.get(name)]


def measured_index(workload: Workload, chosen: str | None) -> int:
    """The place of the container that answers requests.

    The chosen one, that called model, that of the workload's name or kind, the first with a port,
    or the first. ConversionError when there is none, or none of the chosen name.
    """
    containers = items(workload.pod.get("containers"))
    names = [str(one.get("name", "")) for one in containers]
    if not containers:
        raise ConversionError(f"{workload.kind} {workload.name} has no containers")
    if chosen is not None:
        if chosen not in names:
            raise ConversionError(f"there is no container {chosen}, but {', '.join(names)}")
        return names.index(chosen)
    for name in (MODEL, workload.container, workload.name):
        if name in names:
            return names.index(name)
    with_port = [n for n, one in enumerate(containers) if one.get("ports")]
    return with_port[0] if with_port else 0


def port_of(container: Json, workload: Workload, given: int | None, findings: Findings) -> int:
    """The port of HTTP: given, declared, in PORT, asked by a probe, or the default."""
    ports = items(container.get("ports"))
    if given is not None:
        return given
    declared = next((one for one in ports if str(one.get("name", "")).startswith(("http", "h2c"))),
                    ports[0] if ports else None)  # fmt: skip
    if declared is not None:
        others = [str(one.get("containerPort")) for one in ports if one is not declared]
        if others:
            findings.note(f"left out: the ports {', '.join(others)}; --port chooses another")
        if str(declared.get("name", "")).startswith("h2c"):
            findings.note("the port speaks HTTP/2 cleartext: the benchmark sends HTTP/1.1")
        found = int(declared["containerPort"])
    else:
        found = _undeclared_port(container, workload, findings)
    if found in _OF_QUEUE_PROXY:
        findings.lack("spec.model.port", f"Knative reserves port {found}: use another")
    return found


def _undeclared_port(container: Json, workload: Workload, findings: Findings) -> int:
    for variable in items(container.get("env")):
        if variable.get("name") == "PORT" and str(variable.get("value", "")).isdigit():
            return int(variable["value"])
    for name in ("readinessProbe", "startupProbe", "livenessProbe"):
        for kind in ("httpGet", "tcpSocket"):
            asked = mapping(mapping(container.get(name)).get(kind)).get("port")
            if isinstance(asked, int) and asked:
                return asked
    if workload.kind == "Deployment":
        findings.lack("spec.model.port", "the source names no port; this is a guess")
    return _DEFAULT_PORT
