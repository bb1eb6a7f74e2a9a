"""What every part of a run works with."""

from dataclasses import dataclass
from random import Random

from modelbench.api.names import Names
from modelbench.api.spec import Spec
from modelbench.instruments.clock import Clock
from modelbench.instruments.http_request import Target, resolve
from modelbench.instruments.observer import Observer
from modelbench.kube.client import KubernetesApi, path_of
from modelbench.load.node_load import NodeLoad

_SERVICE_PORT = 80


@dataclass(frozen=True)
class Context:
    """One benchmark as the runner holds it."""

    api: KubernetesApi
    names: Names
    spec: Spec
    observer: Observer
    clock: Clock
    random: Random
    node_load: NodeLoad

    def knative_target(self, lane: int) -> Target:
        """The Knative Service of a lane, by the address that it tells."""
        service = self.observer.knative_service(lane) or {}
        return resolve(service["status"]["address"]["url"])

    def fixed_target(self) -> Target:
        """The Service of the fixed Deployment."""
        return self._service_target(self.names.containerized)

    def start_target(self) -> Target:
        """The Service of the Deployment whose start is measured."""
        return self._service_target(self.names.containerized_start)

    def _service_target(self, name: str) -> Target:
        """By its cluster IP and not by its name, which DNS may not know yet."""
        service = self.api.get(path_of("v1", "Service", self.names.namespace, name)) or {}
        address: str = service["spec"]["clusterIP"]
        return Target(address, _SERVICE_PORT, f"{name}.{self.names.namespace}.svc")
