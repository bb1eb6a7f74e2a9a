"""A Deployment of this repository's images: restarted when its image is another, awaited."""

import os
import sys
from dataclasses import dataclass

from cluster.node import LIST_IMAGES, loaded_identifiers
from tools.kubectl import kubectl
from tools.program import output


@dataclass(frozen=True)
class Rollout:
    """``selector`` finds the Deployment's pods."""

    namespace: str
    name: str
    selector: str

    def finish(self) -> None:
        """Restart it only when it runs an older image, and wait until it is ready."""
        deployment = ("-n", self.namespace, f"deployment/{self.name}")
        if self._image_is_stale():
            kubectl("rollout", "restart", *deployment)
        try:
            kubectl("rollout", "status", *deployment, "--timeout=300s")
        except RuntimeError as error:
            log = kubectl("logs", *deployment, "--tail=20", check=False)
            sys.exit(f"error: {self.name} did not become ready: {error}\n{log}")

    def _image_is_stale(self) -> bool:
        """Whether a pod runs another image than the node now has under its tag."""
        running = kubectl(
            "-n", self.namespace, "get", "pods", "-l", self.selector, "-o",
            "jsonpath={.items[*].status.containerStatuses[*].imageID}",
        )  # fmt: skip
        tag = kubectl(
            "-n", self.namespace, "get", "deployment", self.name, "-o",
            "jsonpath={.spec.template.spec.containers[0].image}",
        )  # fmt: skip
        return bool(running.strip()) and running.split()[0] != _node_image_id(tag)


def _node_image_id(tag: str) -> str:
    node = f"{os.environ['MODELBENCH_CLUSTER_NAME']}-control-plane"
    rows = output("docker", "exec", node, "sh", "-c", LIST_IMAGES, check=False)
    return loaded_identifiers(rows).get(tag, "")
