"""What a cluster is made of and built with: chosen, checked, and there before any of it runs."""

import os
from dataclasses import dataclass

from cluster import programs
from cluster.cache import remove_leftovers
from cluster.debian import Debian
from cluster.engine import Engine
from cluster.host import DEBOOTSTRAP, DOCKER, ENGINE_TOOLS, Host, link
from cluster.images import PREFIX, Images
from cluster.knative import Knative, SourceKnative, UpstreamKnative
from cluster.manifests import Manifests
from cluster.metrics import Metrics, SourceMetrics, UpstreamMetrics
from cluster.node import Node
from cluster.programs import Builder, Programs
from cluster.shell import Shell
from cluster.source import SourceParts
from cluster.steps import say, step
from cluster.upstream import UpstreamParts


@dataclass(frozen=True)
class Prepared:
    """The builder, and the parts from one source. ``patch`` is of kubeadm's configuration."""

    builder: Builder
    parts: SourceParts | UpstreamParts
    knative: Knative
    metrics: Metrics
    patch: str
    engine_started: bool


class Preparation:
    """Finds out what is there, and gets what is missing or says that it is."""

    def __init__(self, shell: Shell, images: Images, node: Node) -> None:
        self._shell = shell
        self._settings = shell.settings
        self._images = images
        self._node = node
        self._host = Host(shell)

    def of_cluster(self) -> Prepared:
        """Everything that must be there before the cluster itself."""
        prepared = self.of_builds()
        kubectl = programs.kubectl(self._settings.versions["KUBERNETES_VERSION"])
        for group in (programs.KIND, kubectl):
            self.link(prepared.builder, group)
        self._host.ensure_prometheus()
        return prepared

    def of_builds(self) -> Prepared:
        """What every build of an image needs: the engine, Go, and where the parts come from."""
        settings = self._settings
        remove_leftovers(settings.builds)
        engine = Engine(self._shell)
        starts = os.geteuid() == 0 and not engine.answers()
        tools = (DOCKER, *ENGINE_TOOLS) if starts else (DOCKER,)
        self._host.prepare(tools, nothing_built=not settings.builds.exists())
        started = engine.ensure()
        upstream = UpstreamParts(self._shell, self._images)
        from_source = not self._is_upstream(upstream)
        base = Debian(self._images, settings.versions["DEBIAN_SUITE"]).name
        if from_source and not self._images.present(base):
            self._host.prepare((DEBOOTSTRAP,), nothing_built=False)
        builder = Builder(self._shell, self._shell.run(["go", "env", "GOVERSION"]).strip())
        if from_source:
            return self._from_source(builder, started)
        knative = UpstreamKnative(self._node, upstream)
        metrics = UpstreamMetrics(self._node, upstream)
        return Prepared(builder, upstream, knative, metrics, "", started)

    def link(self, builder: Builder, group: Programs) -> None:
        """Put a program, built if need be, where users of the cluster find it."""
        link(builder.build(group) / group.name, self._settings.binaries / group.name)

    def _is_upstream(self, upstream: UpstreamParts) -> bool:
        """Whether to use upstream's parts: the user decides, then the cluster, then the network."""
        if self._settings.source != "auto":
            return self._settings.source == "upstream"
        present = self._node.image() or ""
        if present == upstream.node_image() or present.startswith(f"{PREFIX}/"):
            return present == upstream.node_image()
        with step("look for an image registry"):
            found = upstream.reachable()
        say(f"  parts come from {'upstream' if found else 'source: no registry answered'}")
        return found

    def _from_source(self, builder: Builder, started: bool) -> Prepared:
        source = SourceParts(self._shell, builder, self._images)
        knative = SourceKnative(self._node, source, Manifests(self._shell, builder))
        # Only for this node image: kubeadm's default CoreDNS is not what was built.
        tag = self._settings.versions["COREDNS_VERSION"]
        patch = f"kind: ClusterConfiguration\ndns:\n  imageTag: v{tag}\n"
        metrics = SourceMetrics(self._node, source)
        return Prepared(builder, source, knative, metrics, patch, started)
