"""What up, down, images and status do.

``up`` ends only when a Knative Service was answered through the ingress. It goes from what is
there: it starts what was stopped, resumes what was half-installed, and makes the cluster anew when
it is half-made, was made of other parts, or does not come back healthy in time.
"""

import os
from dataclasses import dataclass, field

from cluster import programs
from cluster.application import ApplicationImages
from cluster.cache import remove_leftovers
from cluster.debian import Debian
from cluster.engine import Engine
from cluster.host import DEBOOTSTRAP, DOCKER, ENGINE_TOOLS, Host, link
from cluster.images import PREFIX, Images
from cluster.knative import (
    Knative,
    SourceKnative,
    UpstreamKnative,
    one_dns_replica,
    wait_until_available,
)
from cluster.manifests import Manifests
from cluster.node import Node, configuration_key
from cluster.probe import Probe
from cluster.programs import Builder
from cluster.settings import ClusterError, Settings
from cluster.shell import Shell, wait_until
from cluster.source import SourceParts
from cluster.steps import say, step
from cluster.upstream import UpstreamParts

EXPORT_SECONDS = 30
REVIVAL_SECONDS = 120
FIRST_ANSWER_SECONDS = 240
LATER_ANSWER_SECONDS = 150


@dataclass
class Lifecycle:
    """One call's work on one cluster."""

    settings: Settings
    shell: Shell = field(init=False)
    images: Images = field(init=False)
    node: Node = field(init=False)

    def __post_init__(self) -> None:
        self.shell = Shell(self.settings)
        self.images = Images(self.shell)
        self.node = Node(self.shell, self.images)

    def up(self) -> None:
        """Bring the cluster up, or back."""
        self._prepare()
        fresh = self._ensure_node()
        if not self._ensure_working(fresh):
            if fresh:
                raise ClusterError(self._unanswered())
            self._delete("it did not become healthy in time")
            self._create()
            if not self._ensure_working(fresh=True):
                raise ClusterError(self._unanswered())
        say(f"the cluster {self.settings.name} is ready: KUBECONFIG={self.settings.kubeconfig}")

    def load_images(self) -> None:
        """Build and load the images of this repository."""
        self._prepare()
        if not self.node.running():
            raise ClusterError("the cluster is not up: run 'make cluster' first")
        base = self.parts.python_image()
        ApplicationImages(self.shell, self.images, self.node).ensure(base)

    def down(self) -> None:
        """Delete the cluster; what was built stays cached."""
        engine = Engine(self.shell)
        if not engine.answers() and not (self.settings.binaries / "kind").exists():
            say("nothing to delete: no Docker engine runs and nothing was built")
            return
        engine.ensure()
        if self.node.image() is None:
            say(f"there is no cluster {self.settings.name}")
            return
        with step(f"delete the cluster {self.settings.name}"):
            self.node.delete()

    def status(self) -> None:
        """Say in a few lines what runs."""
        if not Engine(self.shell).answers():
            say("Docker engine: does not answer")
            return
        say(f"Docker engine: answers; node {self.settings.node}: {self._node_state()}")
        if self.node.running():
            api = self.node.api_answers()
            say(f"API server: {'answers' if api else 'does not answer'}")
            record = self.node.record() if api else {}
            for key, value in sorted(record.items()):
                say(f"{key}: {value}")
        say(f"KUBECONFIG={self.settings.kubeconfig}")

    def _node_state(self) -> str:
        if self.node.image() is None:
            return "does not exist"
        return "runs" if self.node.running() else "is stopped"

    def _prepare(self) -> None:
        """Everything that must be there before the cluster itself: checked, then made."""
        remove_leftovers(self.settings.builds)
        engine, host = Engine(self.shell), Host(self.shell)
        starts = os.geteuid() == 0 and not engine.answers()
        tools = (DOCKER, *ENGINE_TOOLS) if starts else (DOCKER,)
        host.prepare(tools, nothing_built=not self.settings.builds.exists())
        self._started = engine.ensure()
        upstream = UpstreamParts(self.shell, self.images)
        from_source = not self._upstream(upstream)
        base = Debian(self.images, self.settings.versions["DEBIAN_SUITE"]).name
        if from_source and not self.images.present(base):
            host.prepare((DEBOOTSTRAP,), nothing_built=False)
        self.builder = Builder(self.shell, self.shell.run(["go", "env", "GOVERSION"]).strip())
        self._link_tools()
        self._choose(upstream, from_source)
        host.ensure_prometheus()

    def _upstream(self, upstream: UpstreamParts) -> bool:
        """Whether to use upstream's parts: the user decides, then the cluster, then the network."""
        if self.settings.source != "auto":
            return self.settings.source == "upstream"
        present = self.node.image() or ""
        if present == upstream.node_image() or present.startswith(f"{PREFIX}/"):
            return present == upstream.node_image()
        with step("look for an image registry"):
            found = upstream.reachable()
        say(f"  parts come from {'upstream' if found else 'source: no registry answered'}")
        return found

    def _link_tools(self) -> None:
        kubectl = programs.kubectl(self.settings.versions["KUBERNETES_VERSION"])
        for group in (programs.KIND, kubectl):
            link(self.builder.build(group) / group.name, self.settings.binaries / group.name)

    def _choose(self, upstream: UpstreamParts, from_source: bool) -> None:
        self.parts: SourceParts | UpstreamParts = upstream
        self.knative: Knative = UpstreamKnative(self.node, upstream)
        self.patch = ""
        if from_source:
            source = SourceParts(self.shell, self.builder, self.images)
            manifests = Manifests(self.shell, self.builder)
            self.parts, self.knative = source, SourceKnative(self.node, source, manifests)
            # Only for this node image: kubeadm's default CoreDNS is not what was built.
            tag = self.settings.versions["COREDNS_VERSION"]
            self.patch = f"kind: ClusterConfiguration\ndns:\n  imageTag: v{tag}\n"

    def _ensure_node(self) -> bool:
        """Make the API server answer; whether the cluster was made anew."""
        problem = self._revive()
        if problem is None:
            return False
        if self.node.image() is not None:
            self._delete(problem)
        self._create()
        return True

    def _delete(self, problem: str) -> None:
        say(f"{problem}: the cluster is made anew")
        # Before the old cluster is given up, for this may fail.
        self.parts.ensure_node_image()
        self.node.delete()

    def _revive(self) -> str | None:
        """Bring back the cluster that is there; why it cannot be, or None when it is back."""
        image = self.node.image()
        if image is None:
            return "there is none"
        if image != self.parts.node_image():
            return "it was made of another node image"
        if not self.node.running():
            say("the cluster was stopped: it is brought back")
            self._started = True
            if not self.node.start():
                return "its container does not start"
        if not wait_until(self.node.export_kubeconfig, EXPORT_SECONDS):
            return "its creation was interrupted"
        if not self.node.api_answers():
            with step("wait for the API server"):
                if not self.node.wait_for_api(REVIVAL_SECONDS):
                    return f"its API server did not answer within {REVIVAL_SECONDS} s"
        record = self.node.record()
        if "configuration" not in record:
            return "its creation was interrupted"
        if record["configuration"] != configuration_key(self.patch):
            return "kind-config.yaml has changed"
        return None

    def _create(self) -> None:
        image = self.parts.ensure_node_image()
        with step(f"create the kind cluster {self.settings.name}"):
            self.node.create(image, self.patch)
            one_dns_replica(self.shell)
            self.node.write_record({"configuration": configuration_key(self.patch)})

    def _ensure_working(self, fresh: bool) -> bool:
        """Install what is not there as pinned, then ask through the ingress."""
        key = self.knative.key()
        installed = self.node.record().get("knative") == key
        if not installed:
            self._install(key)
        seconds = FIRST_ANSWER_SECONDS if fresh else LATER_ANSWER_SECONDS
        program = self.builder.build(programs.LOCAL) / "probe"
        probe = Probe(self.shell, self.node, self.images, self.knative.ingress)
        cold = not installed or self._started
        probe_key = self.builder.key(programs.LOCAL)
        return probe.check(program, probe_key, cold=cold, timeout_seconds=seconds)

    def _install(self, key: str) -> None:
        self.knative.load()
        with step("install Knative"):
            self.knative.install()
        with step("wait for Knative"):
            wait_until_available(self.shell, self.knative.namespaces)
        record = {"configuration": configuration_key(self.patch), "knative": key}
        self.node.write_record(record)

    def _unanswered(self) -> str:
        return (
            "no answer came through the ingress in time; look at "
            f"KUBECONFIG={self.settings.kubeconfig} kubectl get pods --all-namespaces"
        )
