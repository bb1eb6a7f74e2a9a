"""The source of parts where an image registry can be reached: pinned images and manifests."""

from dataclasses import dataclass

from cluster.images import Images
from cluster.settings import Settings
from cluster.shell import Shell
from cluster.steps import step

PROBE_SECONDS = 20
RELEASES = "https://github.com"
INGRESS_CLASS = "kourier.ingress.networking.knative.dev"


@dataclass(frozen=True)
class UpstreamParts:
    """kind's own node image, and the released manifests of Knative Serving and Kourier."""

    shell: Shell
    images: Images

    @property
    def settings(self) -> Settings:
        return self.shell.settings

    def node_image(self) -> str:
        return self.settings.versions["UPSTREAM_NODE_IMAGE"]

    def reachable(self) -> bool:
        """Whether the node image is here or a registry answers for it, asked for a short time."""
        if self.images.present(self.node_image()):
            return True
        command = ["docker", "manifest", "inspect", self.node_image()]
        return self.shell.succeeds(command, timeout_seconds=PROBE_SECONDS)

    def ensure_node_image(self) -> str:
        """The node image, pulled when the engine does not have it."""
        return self._pulled(self.node_image())

    def python_image(self) -> str:
        """The Python base, pulled too: what stands on it is keyed by its id."""
        return self._pulled(self.settings.versions["UPSTREAM_PYTHON_IMAGE"])

    def prometheus_image(self) -> str:
        """Prometheus, pulled: it is loaded under the name that the manifests have."""
        return self._pulled(self.settings.versions["UPSTREAM_PROMETHEUS_IMAGE"])

    def _pulled(self, image: str) -> str:
        if not self.images.present(image):
            with step(f"pull {image}"):
                self.shell.run(["docker", "pull", "--quiet", image])
        return image

    def manifest_addresses(self) -> tuple[str, str, str]:
        """The pinned release manifests: the definitions, Knative Serving, Kourier."""
        knative = self.settings.versions["KNATIVE_VERSION"]
        kourier = self.settings.versions["UPSTREAM_KOURIER_VERSION"]
        serving = f"{RELEASES}/knative/serving/releases/download/knative-v{knative}"
        ingress = f"{RELEASES}/knative-extensions/net-kourier/releases/download"
        return (
            f"{serving}/serving-crds.yaml",
            f"{serving}/serving-core.yaml",
            f"{ingress}/knative-v{kourier}/kourier.yaml",
        )

    def metrics_address(self) -> str:
        """The pinned release manifest of metrics-server."""
        version = self.settings.versions["METRICS_SERVER_VERSION"]
        releases = f"{RELEASES}/kubernetes-sigs/metrics-server/releases/download"
        return f"{releases}/v{version}/components.yaml"
