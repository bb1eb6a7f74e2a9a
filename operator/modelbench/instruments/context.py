"""What every part of a run works with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Event

from modelbench.api.names import Names
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.instruments.clock import Clock
from modelbench.instruments.http_request import Target, resolve
from modelbench.instruments.observer import Observer
from modelbench.instruments.prepared_request import PreparedRequest
from modelbench.instruments.redaction import Redaction
from modelbench.kube.client import url_of
from modelbench.kube.patient_api import PATIENCE_SECONDS, PatientApi, patiently
from modelbench.load.node_load import NodeLoad
from modelbench.resources.gateway import GATEWAY_ANNOTATION

_SERVICE_PORT = 80
"""The port of every Service of a Deployment, as ``resources`` builds them."""


@dataclass(frozen=True)
class Context:
    """One benchmark as the runner holds it.

    ``requests`` are by the names of the variants that are sent them; ``answered`` has the names of
    those that have given the expected response before.
    ``crowded`` is set once a pod has found no room on the nodes.
    """

    api: PatientApi
    names: Names
    uid: str
    spec: Spec
    requests: Mapping[str, PreparedRequest]
    variants: Sequence[Variant]
    observer: Observer
    clock: Clock
    random: Random
    node_load: NodeLoad
    answered: set[str] = field(default_factory=set)
    crowded: Event = field(default_factory=Event)

    @property
    def redaction(self) -> Redaction:
        """Hides the secrets of all requests."""
        return next(iter(self.requests.values())).redaction

    def request_of(self, variant: Variant) -> PreparedRequest:
        """What a variant is sent."""
        return self.requests[variant.name]

    def target_of(self, variant: Variant) -> Target:
        """Where the users of a variant send their requests: its first lane, or its Deployment."""
        if variant.serverless is not None:
            return self.knative_target(variant.name)
        return self.deployment_target(variant.name)

    def knative_target(self, variant: str, lane: int = 1) -> Target:
        """The Knative Service of a lane, by the address that it tells.

        Waits for it and for its name to be known, as for an API server that is away.
        """

        def target() -> Target:
            service = self.observer.knative_service(variant, lane) or {}
            return resolve(service["status"]["address"]["url"])

        return patiently(target, _bearable_seconds)

    def deployment_target(self, variant: str) -> Target:
        """The Service of the Deployment that always runs."""
        return self._service_target(self.names.variant(variant))

    def start_target(self, variant: str) -> Target:
        """The Service of the Deployment whose start is measured."""
        return self._service_target(self.names.start(variant))

    def _service_target(self, name: str) -> Target:
        """The Service by its cluster IP and not by its name, which DNS may not know yet; one behind
        a gateway by the gateway's address.

        It may be asked for another host, unlike a Knative Service, whose ingress routes by it.
        """
        path = url_of("v1", "Service", self.names.namespace, name)
        host = self.spec.model.request.host or f"{name}.{self.names.namespace}.svc"

        def target() -> Target:
            service = self.api.get(path) or {}
            address: str = service["spec"]["clusterIP"]
            if gateway := service["metadata"].get("annotations", {}).get(GATEWAY_ANNOTATION):
                address = resolve(f"http://{gateway}").address
            return Target(address, _SERVICE_PORT, host)

        return patiently(target, _bearable_seconds)


def _bearable_seconds(error: Exception) -> int:
    """A name that is not known yet, or a Service that somebody deleted and the operator makes."""
    return PATIENCE_SECONDS if isinstance(error, (OSError, LookupError)) else 0
