"""The proof that the cluster works: a Knative Service that answers through the ingress.

The request is sent from the node's container to the ingress's service address, which works alike
whatever the host's own network can reach, and needs no port of the host.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cluster.images import PREFIX, Images
from cluster.node import Node
from cluster.shell import CommandError, Shell, wait_until
from cluster.steps import step

NAMESPACE = "default"
NAME = "modelbench-probe"
HOST = f"{NAME}.{NAMESPACE}.svc.cluster.local"
KNATIVE_SERVICE = "services.serving.knative.dev"


@dataclass(frozen=True)
class Ingress:
    """The Kubernetes Service that takes requests for Knative Services."""

    namespace: str
    service: str


@dataclass(frozen=True)
class Probe:
    """Sends requests to a service that is there only while it is asked."""

    shell: Shell
    node: Node
    images: Images
    ingress: Ingress

    def check(self, program: Path, key: str, *, cold: bool, timeout_seconds: float) -> bool:
        """Whether the probe is answered in time; with cold, once more after scaling to zero."""
        image = self.images.import_program(f"{PREFIX}/probe:{key}", program)
        self.node.load([image])
        deadline = time.monotonic() + timeout_seconds
        try:
            with step("ask a Knative Service through the ingress"):
                if not self._answers_warm(image, deadline):
                    return False
            if cold:
                with step("scale it to zero and ask again"):
                    return self._answers_cold(deadline)
            return True
        finally:
            self._delete()

    def _answers_warm(self, image: str, deadline: float) -> bool:
        # The webhook may not answer yet, so that applying is tried again too.
        if not wait_until(lambda: self._applied(image), deadline - time.monotonic(), 1):
            return False
        return wait_until(self._answered, deadline - time.monotonic())

    def _answers_cold(self, deadline: float) -> bool:
        zero = wait_until(self._at_zero, deadline - time.monotonic(), 1)
        return zero and wait_until(self._answered, deadline - time.monotonic())

    def _applied(self, image: str) -> bool:
        try:
            self.node.apply(json.dumps(service(image)))
        except CommandError:
            return False
        return True

    def _address(self) -> str | None:
        command = ["kubectl", "get", "service", self.ingress.service]
        flags = ["--namespace", self.ingress.namespace, "--output=jsonpath={.spec.clusterIP}"]
        return self.shell.attempt([*command, *flags])

    def _answered(self) -> bool:
        address = self._address()
        if not address:
            return False
        command = ["curl", "-sf", "--max-time", "20", "-H", f"Host: {HOST}", f"http://{address}/"]
        try:
            return self.node.execute(*command, timeout_seconds=30).strip() == "ok"
        except CommandError:
            return False

    def _at_zero(self) -> bool:
        """Whether Knative wants no pod; the last one may still be ending."""
        command = ["kubectl", "get", "deployments", "--namespace", NAMESPACE]
        selector = f"--selector=serving.knative.dev/service={NAME}"
        output = "--output=jsonpath={.items[*].spec.replicas}"
        return self.shell.attempt([*command, selector, output]) == "0"

    def _delete(self) -> None:
        flags = ["--namespace", NAMESPACE, "--ignore-not-found", "--wait=false"]
        self.shell.attempt(["kubectl", "delete", KNATIVE_SERVICE, NAME, *flags])


def service(image: str) -> dict[str, Any]:
    """The probe's manifest; it scales to zero as soon as Knative allows."""
    annotations = {"autoscaling.knative.dev/window": "6s"}
    labels = {"networking.knative.dev/visibility": "cluster-local"}
    template = {
        "metadata": {"annotations": annotations},
        "spec": {"containers": [{"image": image}], "timeoutSeconds": 20},
    }
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {"name": NAME, "namespace": NAMESPACE, "labels": labels},
        "spec": {"template": template},
    }
