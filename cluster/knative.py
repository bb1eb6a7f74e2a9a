"""Installing Knative Serving and its ingress in the cluster, from either source."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cluster.cache import key_of
from cluster.manifests import Manifests
from cluster.node import COMMAND_SECONDS, Node
from cluster.probe import Ingress
from cluster.shell import Shell, insist
from cluster.source import SourceParts
from cluster.steps import step
from cluster.upstream import INGRESS_CLASS, UpstreamParts

READY_SECONDS = 240
RETRY_SECONDS = 90
# As in knative/config-network.yaml, but for the ingress.
NETWORK = {"ingress-class": INGRESS_CLASS, "mesh-compatibility-mode": "disabled"}


@dataclass(frozen=True)
class SourceKnative:
    """Knative with net-gateway-api, Contour and Envoy, all built here."""

    node: Node
    parts: SourceParts
    manifests: Manifests

    name = "knative"
    ingress = Ingress("projectcontour", "envoy")
    namespaces = ("knative-serving", "projectcontour")

    def key(self) -> str:
        """Changes with every image and every manifest that would be installed."""
        return self.manifests.render(self.parts.component_images()).name.rpartition("-")[2]

    def load(self) -> None:
        images = self.parts.component_images()
        with step("load Knative's images"):
            self.node.load(images.values())

    def install(self) -> None:
        folder = self.manifests.render(self.parts.component_images())
        self.node.apply((folder / "crds.yaml").read_text())
        wait_for_definitions(self.node.shell)
        # The image of a job that has run cannot be changed.
        command = ["kubectl", "delete", "jobs", "--all", f"--namespace={self.ingress.namespace}"]
        self.node.shell.run(command, timeout_seconds=COMMAND_SECONDS)
        rest = (folder / "rest.yaml").read_text()
        # Knative's webhook may not answer yet.
        insist(lambda: self.node.apply(rest), RETRY_SECONDS)


@dataclass(frozen=True)
class UpstreamKnative:
    """Knative with Kourier, as released."""

    node: Node
    parts: UpstreamParts

    name = "knative"
    ingress = Ingress("kourier-system", "kourier-internal")
    namespaces = ("knative-serving", "kourier-system")

    def key(self) -> str:
        return key_of(self.parts.manifest_addresses(), json.dumps(NETWORK))

    def load(self) -> None:
        """Nothing: the node pulls the images itself."""

    def install(self) -> None:
        shell = self.node.shell
        apply = ["kubectl", "apply", "--server-side", "--force-conflicts", "--filename"]
        for address in self.parts.manifest_addresses():
            insistently(shell, [*apply, address])
            wait_for_definitions(shell)
        # Not applied: that would take away what the manifest has set in the same object.
        patch = ["kubectl", "patch", "configmap/config-network", "--namespace=knative-serving"]
        insistently(shell, [*patch, "--type=merge", "--patch", json.dumps({"data": NETWORK})])


Knative = SourceKnative | UpstreamKnative


def wait_for_definitions(shell: Shell) -> None:
    """Until the API server serves every custom resource that was just defined."""
    command = ["kubectl", "wait", "--for=condition=Established", "crd", "--all"]
    shell.run([*command, "--timeout=60s"])


def insistently(shell: Shell, command: Sequence[str]) -> None:
    """Run a command, again and again while Knative's webhook does not answer yet."""
    insist(lambda: shell.run(command, timeout_seconds=COMMAND_SECONDS), RETRY_SECONDS)


def small_dns(shell: Shell) -> None:
    """One CoreDNS is enough for one node, and its request for one of two processors."""
    dns = ["deployment/coredns", "--namespace=kube-system"]
    insistently(shell, ["kubectl", "scale", *dns, "--replicas=1"])
    insistently(shell, ["kubectl", "set", "resources", *dns, "--requests=cpu=20m"])


def wait_until_available(shell: Shell, namespaces: Sequence[str]) -> None:
    """Until every deployment of these namespaces is available."""
    for namespace in namespaces:
        flags = [f"--namespace={namespace}", f"--timeout={READY_SECONDS}s"]
        command = ["kubectl", "wait", "--for=condition=Available", "deployment", "--all"]
        shell.run([*command, *flags])
