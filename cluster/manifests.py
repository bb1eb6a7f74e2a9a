"""The manifests of Knative and its ingress where the parts are built from source.

``cluster/knative`` is a kustomize overlay over the modules' own manifests. It is staged with copies
of those in a cached folder, with image names and tags generated, and rendered once.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster import programs
from cluster.cache import key_of, publish
from cluster.programs import Builder
from cluster.settings import CLUSTER_FOLDER
from cluster.shell import Shell
from cluster.steps import step

OVERLAY = CLUSTER_FOLDER / "knative"
SERVING = "knative-serving"
SERVING_IMAGES = "gcr.io/knative-releases/knative.dev/serving/cmd"
OTHER_IMAGES = {
    "ghcr.io/projectcontour/contour": "contour",
    "docker.io/envoyproxy/envoy": "envoy",
}


@dataclass(frozen=True)
class Manifests:
    """Renders the overlay into one file of custom resource definitions and one of the rest."""

    shell: Shell
    builder: Builder

    def render(self, images: Mapping[str, str]) -> Path:
        """The folder with ``crds.yaml`` and ``rest.yaml`` for these images."""
        modules = [self.builder.key(group) for group in (programs.INGRESS, programs.CONTOUR)]
        version = self.shell.settings.versions["KNATIVE_OPERATOR_MODULE_VERSION"]
        key = key_of(OVERLAY, json.dumps(kustomization(images)), modules, version)
        target = self.shell.settings.builds / f"knative-manifests-{key}"
        if target.is_dir():
            return target
        with step("render Knative's manifests"):
            return publish(target, lambda folder: self._render(images, folder))

    def _render(self, images: Mapping[str, str], folder: Path) -> None:
        stage = folder / "stage"
        shutil.copytree(OVERLAY, stage / "overlay")
        self._copy_upstream(stage / "overlay" / "upstream")
        (stage / "kustomization.yaml").write_text(json.dumps(kustomization(images)))
        documents = self.shell.run(["kubectl", "kustomize", stage]).split("\n---\n")
        crds = [text for text in documents if "\nkind: CustomResourceDefinition\n" in text]
        rest = [text for text in documents if text not in crds]
        (folder / "crds.yaml").write_text("\n---\n".join(crds))
        (folder / "rest.yaml").write_text("\n---\n".join(rest))
        shutil.rmtree(stage)

    def _copy_upstream(self, target: Path) -> None:
        contour_module = "github.com/projectcontour/contour"
        contour = self.builder.module_folder(programs.CONTOUR, contour_module)
        ingress = self.builder.module_folder(programs.INGRESS, "knative.dev/net-gateway-api")
        for name, folder in {
            "contour": contour / "examples" / "contour",
            "gateway": contour / "examples" / "gateway",
            "net-gateway-api": ingress / "config",
        }.items():
            shutil.copytree(folder, target / name, copy_function=shutil.copyfile)
        for path in [target, *target.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        shutil.copyfile(self._serving_manifest(), target / "serving-core.yaml")

    def _serving_manifest(self) -> Path:
        """Knative Serving's released manifest, which the Knative operator's module carries."""
        versions = self.shell.settings.versions
        module = f"knative.dev/operator@v{versions['KNATIVE_OPERATOR_MODULE_VERSION']}"
        answer = json.loads(self.shell.run(["go", "mod", "download", "-json", module]))
        folder = Path(answer["Dir"]) / "cmd/operator/kodata/knative-serving"
        return folder / versions["KNATIVE_VERSION"] / "2-serving-core.yaml"


def kustomization(images: Mapping[str, str]) -> dict[str, Any]:
    """The generated layer over the overlay: every image name and tag."""
    renamed = {f"{SERVING_IMAGES}/{name}": f"{SERVING}-{name}" for name in programs.SERVING_NAMES}
    renamed |= OTHER_IMAGES
    queue = images[f"{SERVING}-queue"]
    patches = [
        _object("v1", "ConfigMap", "config-deployment", data={"queue-sidecar-image": queue}),
        _object(
            "caching.internal.knative.dev/v1alpha1", "Image", "queue-proxy", spec={"image": queue}
        ),
        _container(
            "net-gateway-api-controller", "controller", images["knative-ingress-controller"]
        ),
        _container("net-gateway-api-webhook", "webhook", images["knative-ingress-webhook"]),
    ]
    return {
        "resources": ["overlay"],
        "images": [renaming(upstream, images[part]) for upstream, part in renamed.items()],
        "patches": [{"patch": json.dumps(patch)} for patch in patches],
    }


def renaming(upstream: str, image: str) -> dict[str, str]:
    """What tells kustomize to use an image instead of upstream's."""
    name, _, tag = image.rpartition(":")
    return {"name": upstream, "newName": name, "newTag": tag}


def _object(api_version: str, kind: str, name: str, **content: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": SERVING}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **content}


def _container(deployment: str, container: str, image: str) -> dict[str, Any]:
    pod = {"spec": {"containers": [{"name": container, "image": image}]}}
    return _object("apps/v1", "Deployment", deployment, spec={"template": pod})
