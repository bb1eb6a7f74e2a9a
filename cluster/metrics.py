"""metrics-server, which HorizontalPodAutoscalers and ``kubectl top`` ask, from either source.

``cluster/metrics-server`` is a kustomize overlay over upstream's manifests, alike for both sources.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster import programs
from cluster.cache import key_of, workspace
from cluster.manifests import renaming
from cluster.node import Node
from cluster.settings import CLUSTER_FOLDER
from cluster.shell import Shell
from cluster.source import SourceParts
from cluster.steps import step
from cluster.upstream import UpstreamParts

OVERLAY = CLUSTER_FOLDER / "metrics-server"
MODULE = "sigs.k8s.io/metrics-server"
UPSTREAM_IMAGE = "gcr.io/k8s-staging-metrics-server/metrics-server"


@dataclass(frozen=True)
class SourceMetrics:
    """metrics-server built here, with the manifests of its own module."""

    node: Node
    parts: SourceParts

    name = "metrics-server"
    # Its figures are waited for at the end, so that it may start beside all else.
    namespaces = ()

    def key(self) -> str:
        """Changes with the image, whose name has the key of the module, and with the overlay."""
        return key_of(OVERLAY, self.parts.metrics_image_name())

    def load(self) -> None:
        image = self.parts.metrics_image()
        with step("load metrics-server's image"):
            self.node.load([image])

    def install(self) -> None:
        builder = self.parts.builder
        base = builder.module_folder(programs.METRICS, MODULE) / "manifests" / "base"
        images = [renaming(UPSTREAM_IMAGE, self.parts.metrics_image_name())]
        self.node.apply(render(self.node.shell, base, {"images": images}))


@dataclass(frozen=True)
class UpstreamMetrics:
    """metrics-server as released."""

    node: Node
    parts: UpstreamParts

    name = "metrics-server"
    # Its figures are waited for at the end, so that it may start beside all else.
    namespaces = ()

    def key(self) -> str:
        return key_of(OVERLAY, self.parts.metrics_address())

    def load(self) -> None:
        """Nothing: the node pulls the image itself."""

    def install(self) -> None:
        self.node.apply(render(self.node.shell, self.parts.metrics_address(), {}))


Metrics = SourceMetrics | UpstreamMetrics


def render(shell: Shell, manifests: Path | str, changes: Mapping[str, Any]) -> str:
    """The overlay over the manifests in a folder or at an address, with changes to those."""
    with workspace(shell.settings.builds, "metrics-server") as stage:
        overlay = stage / "overlay"
        shutil.copytree(OVERLAY, overlay)
        upstream = overlay / "upstream"
        upstream.mkdir()
        # Kustomize takes no absolute path.
        address = isinstance(manifests, str)
        resource = manifests if address else os.path.relpath(manifests, upstream)
        layer = {"resources": [resource], **changes}
        (upstream / "kustomization.yaml").write_text(json.dumps(layer))
        return shell.run(["kubectl", "kustomize", overlay])


def answers(shell: Shell) -> bool:
    """Whether the metrics API has figures of the node, which takes two readings of them."""
    return shell.succeeds(["kubectl", "top", "nodes"])
