"""Installing Knative Serving and its ingress in the cluster, from either source."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cluster.cache import key_of
from cluster.manifests import OVERLAY, Manifests
from cluster.node import Node
from cluster.probe import Ingress
from cluster.settings import ClusterError
from cluster.shell import Shell, wait_until
from cluster.source import SourceParts
from cluster.steps import step
from cluster.upstream import INGRESS_CLASS, UpstreamParts

READY_SECONDS = 240
RETRY_SECONDS = 90


@dataclass(frozen=True)
class SourceKnative:
    """Knative with net-gateway-api, Contour and Envoy, all built here."""

    node: Node
    parts: SourceParts
    manifests: Manifests

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
        apply_with_retry(self.node, (folder / "rest.yaml").read_text())


@dataclass(frozen=True)
class UpstreamKnative:
    """Knative with Kourier, as released."""

    node: Node
    parts: UpstreamParts

    ingress = Ingress("kourier-system", "kourier-internal")
    namespaces = ("knative-serving", "kourier-system")

    def key(self) -> str:
        network = (OVERLAY / "config-network.yaml").read_text()
        return key_of(self.parts.manifest_addresses(), INGRESS_CLASS, network)

    def load(self) -> None:
        """Nothing: the node pulls the images itself."""

    def install(self) -> None:
        shell = self.node.shell
        flags = ["--server-side", "--force-conflicts"]
        for address in self.parts.manifest_addresses():
            shell.run(["kubectl", "apply", *flags, "--filename", address])
            wait_for_definitions(shell)
        data = {"ingress-class": INGRESS_CLASS, "mesh-compatibility-mode": "disabled"}
        apply_with_retry(self.node, json.dumps(_configuration(data)))


Knative = SourceKnative | UpstreamKnative


def _configuration(data: dict[str, str]) -> dict[str, object]:
    metadata = {"name": "config-network", "namespace": "knative-serving"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def wait_for_definitions(shell: Shell) -> None:
    """Until the API server serves every custom resource that was just defined."""
    command = ["kubectl", "wait", "--for=condition=Established", "crd", "--all"]
    shell.run([*command, "--timeout=60s"])


def apply_with_retry(node: Node, manifest: str) -> None:
    """Apply, again and again while Knative's webhook does not answer yet."""
    last: list[ClusterError] = []

    def applied() -> bool:
        try:
            node.apply(manifest)
        except ClusterError as error:
            last.append(error)
            return False
        return True

    if not wait_until(applied, RETRY_SECONDS, pause_seconds=3):
        raise last[-1]


def one_dns_replica(shell: Shell) -> None:
    """One CoreDNS is enough for one node."""
    flags = ["--namespace=kube-system", "--replicas=1"]
    shell.run(["kubectl", "scale", "deployment/coredns", *flags])


def wait_until_available(shell: Shell, namespaces: Sequence[str]) -> None:
    """Until every deployment of these namespaces is available."""
    for namespace in namespaces:
        flags = [f"--namespace={namespace}", f"--timeout={READY_SECONDS}s"]
        command = ["kubectl", "wait", "--for=condition=Available", "deployment", "--all"]
        shell.run([*command, *flags])
