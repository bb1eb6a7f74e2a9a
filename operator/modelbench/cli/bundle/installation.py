"""The manifests of an installation: those of ``manifests/``, for one image and one namespace."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from modelbench.cli.bundle import bundled

Document = dict[str, Any]

NAMESPACE = "modelbench-system"
_OPERATOR = ("Deployment", "modelbench-operator")
_RUNNER_IMAGE = "MODELBENCH_RUNNER_IMAGE"
_RUNNER_PODS = "MODELBENCH_RUNNER_PODS"
_CLUSTER_WIDE = ("ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Namespace")


@dataclass(frozen=True)
class Choices:
    """How an installation differs from ``manifests/``. ``image`` None: the released one."""

    image: str | None = None
    pull_secret: str | None = None
    namespace: str = NAMESPACE
    dashboard: bool = False


def installation(choices: Choices) -> list[Document]:
    """Every object, the definition and the namespace first, as ``kubectl kustomize`` gives them."""
    found = [*_resources(bundled("manifests"))]
    if choices.dashboard:
        found.append(_dashboard())
    for document in found:
        _place(document, choices.namespace)
        if (document["kind"], document["metadata"]["name"]) == _OPERATOR:
            _set_image(document["spec"]["template"]["spec"], choices)
    return found


def _resources(folder: Path) -> Iterator[Document]:
    """The documents that a kustomization lists, in its order."""
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]:
        path = folder / name
        if path.is_dir():
            yield from _resources(path)
        else:
            yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


def _dashboard() -> Document:
    """The ConfigMap that a Grafana with a sidecar takes up."""
    folder = bundled("manifests/grafana")
    (asked,) = yaml.safe_load((folder / "kustomization.yaml").read_text())["configMapGenerator"]
    options = asked["options"]
    metadata = {key: options[key] for key in ("labels", "annotations")}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": asked["name"], **metadata},
        "data": {name: (folder / name).read_text(encoding="utf-8") for name in asked["files"]},
    }


def _place(document: Document, namespace: str) -> None:
    if document["kind"] == "Namespace":
        document["metadata"]["name"] = namespace
    elif document["kind"] not in _CLUSTER_WIDE:
        document["metadata"]["namespace"] = namespace
    for subject in document.get("subjects", ()):
        subject["namespace"] = namespace


def _set_image(pod: Document, choices: Choices) -> None:
    (container,) = pod["containers"]
    if choices.image is not None:
        container["image"] = choices.image
        for variable in container["env"]:
            if variable["name"] == _RUNNER_IMAGE:
                variable["value"] = choices.image
    if choices.pull_secret is not None:
        pod["imagePullSecrets"] = [{"name": choices.pull_secret}]
        of_runners = json.dumps({"imagePullSecretNames": [choices.pull_secret]})
        container["env"].append({"name": _RUNNER_PODS, "value": of_runners})
