"""A Deployment behind the gateway that Knative Services are behind, too."""

from dataclasses import dataclass

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role
from modelbench.api.variants import Variant
from modelbench.resources.containerized import service
from modelbench.resources.metadata import Manifest, child_metadata

GATEWAY_GROUP = "gateway.networking.k8s.io"

GATEWAY_ANNOTATION = "modelbench.dev/gateway"
"""On the Service of a variant: the name in DNS of the gateway that leads to it."""


@dataclass(frozen=True)
class Gateway:
    """A gateway of the Gateway API, and the Service by which it is reached in the cluster."""

    namespace: str
    name: str
    service_namespace: str
    service_name: str

    @property
    def host(self) -> str:
        """The name of its Service in DNS."""
        return f"{self.service_name}.{self.service_namespace}.svc"


def service_behind(benchmark: Benchmark, variant: Variant, gateway: Gateway) -> Manifest:
    """The Service of the Deployment, which tells the runner whom to ask."""
    found = service(benchmark, variant)
    found["metadata"]["annotations"] = {GATEWAY_ANNOTATION: gateway.host}
    return found


def http_route(benchmark: Benchmark, variant: Variant, gateway: Gateway) -> Manifest:
    """Leads requests with the Service's name as their host from the gateway to the Service.

    The gateway bounds no request, as Knative has it for its own.
    """
    name, namespace = benchmark.names.variant(variant.name), benchmark.metadata.namespace
    parent = {
        "group": GATEWAY_GROUP,
        "kind": "Gateway",
        "namespace": gateway.namespace,
        "name": gateway.name,
    }
    return {
        "apiVersion": f"{GATEWAY_GROUP}/v1",
        "kind": "HTTPRoute",
        "metadata": child_metadata(benchmark, name, Role.MODEL, variant.name),
        "spec": {
            "parentRefs": [parent],
            "hostnames": [f"{name}.{namespace}.svc"],
            "rules": [
                {
                    "backendRefs": [{"name": name, "port": 80}],
                    "timeouts": {"request": "0s"},
                }
            ],
        },
    }
