"""Which children a benchmark has: as manifests to be created, and as URL paths to be removed."""

from collections.abc import Callable, Iterator
from functools import cached_property
from secrets import token_urlsafe

from modelbench.api.benchmark import Benchmark
from modelbench.api.knative import KNATIVE_GROUP
from modelbench.api.mode import Mode
from modelbench.api.names import CONTAINERIZED, SERVERLESS, Names
from modelbench.api.spec import Ingress
from modelbench.api.variants import Variant, variants_of
from modelbench.controller.settings import Settings
from modelbench.kube.client import url_of
from modelbench.resources.autoscaler import horizontal_pod_autoscaler
from modelbench.resources.containerized import (
    deployment,
    service,
    start_deployment,
    start_service,
)
from modelbench.resources.gateway import GATEWAY_GROUP, Gateway, http_route, service_behind
from modelbench.resources.generator_access import generators_secret
from modelbench.resources.metadata import Manifest
from modelbench.resources.runner_job import (
    generators_job,
    results_config_map,
    role_binding,
    runner_job,
    service_account,
)
from modelbench.resources.serverless import knative_service


class ChildManifests:
    """The children of one benchmark, by their deterministic names."""

    def __init__(
        self,
        benchmark: Benchmark,
        settings: Settings,
        find_gateway: Callable[[], Gateway] | None = None,
    ) -> None:
        self._benchmark = benchmark
        self._settings = settings
        self._find_gateway = find_gateway

    def all(self) -> Iterator[Manifest]:
        """All but further lanes. The runner comes last: it finds all others there.

        FormatError when a variant of the spec is none, BenchmarkError when one needs a gateway that
        is not there.
        """
        benchmark, image = self._benchmark, self._settings.own_image
        for variant in variants_of(benchmark.spec):
            yield from self._variant(variant)
        yield service_account(benchmark)
        yield role_binding(benchmark, self._settings.runner_cluster_role)
        yield results_config_map(benchmark)
        for variant in variants_of(benchmark.spec):
            if (autoscaler := horizontal_pod_autoscaler(benchmark, variant)) is not None:
                yield autoscaler
        if (secret := generators_secret(benchmark, token_urlsafe())) is not None:
            yield secret
        host = None if self._gateway is None else self._gateway.host
        if (generators := generators_job(benchmark, image, host)) is not None:
            yield generators
        yield runner_job(benchmark, image)

    def lanes(self, lane: int) -> Iterator[Manifest]:
        """The Knative Services of one lane: of each variant that scales to zero."""
        for variant in variants_of(self._benchmark.spec):
            if variant.scales_to_zero:
                yield self._knative_service(variant, lane)

    def variant_urls(self) -> Iterator[str]:
        """All that serves a variant, whether it is there or not."""
        for name, mode in self._variants():
            if mode is Mode.SERVERLESS:
                for lane in self.all_lanes:
                    yield self._url(
                        f"{KNATIVE_GROUP}/v1", "Service", self._names.variant(name, lane)
                    )
            else:
                yield from self._containerized_urls(name)

    def runner_urls(self) -> Iterator[str]:
        """The runner's rights and its helpers, but not its Job, which has the log."""
        names = self._names
        if self._benchmark.spec.load.generators > 1:
            yield self._url("batch/v1", "Job", names.generators)
        yield self._url("rbac.authorization.k8s.io/v1", "RoleBinding", names.runner)
        yield self._url("v1", "ServiceAccount", names.runner)

    @property
    def job_url(self) -> str:
        """The runner's Job."""
        return self._url("batch/v1", "Job", self._names.runner)

    @property
    def results_url(self) -> str:
        """The results ConfigMap."""
        return self._url("v1", "ConfigMap", self._names.results)

    @property
    def all_lanes(self) -> range:
        """The numbers of all lanes that there may be."""
        return range(1, self._benchmark.spec.scenarios.lanes + 1)

    def _variant(self, variant: Variant) -> Iterator[Manifest]:
        if variant.mode is Mode.SERVERLESS:
            yield self._knative_service(variant, 1)
            return
        yield deployment(self._benchmark, variant)
        if variant.is_behind_gateway and self._gateway is not None:
            yield service_behind(self._benchmark, variant, self._gateway)
            yield http_route(self._benchmark, variant, self._gateway)
        else:
            yield service(self._benchmark, variant)
        yield start_deployment(self._benchmark, variant)
        yield start_service(self._benchmark, variant)

    def _knative_service(self, variant: Variant, lane: int) -> Manifest:
        return knative_service(self._benchmark, variant, self._settings.own_image, lane)

    def _containerized_urls(self, variant: str) -> Iterator[str]:
        name, start = self._names.variant(variant), self._names.start(variant)
        yield self._url("autoscaling/v2", "HorizontalPodAutoscaler", name)
        if self._may_use_gateway:
            yield self._url(f"{GATEWAY_GROUP}/v1", "HTTPRoute", name)
        for own in (name, start):
            yield self._url("apps/v1", "Deployment", own)
            yield self._url("v1", "Service", own)

    @cached_property
    def _gateway(self) -> Gateway | None:
        """What variants are behind that ask for it. BenchmarkError when there is none."""
        if self._find_gateway is None or not self._may_use_gateway:
            return None
        return self._find_gateway()

    @property
    def _may_use_gateway(self) -> bool:
        """Asked for by the spec alone, so that a variant that cannot be built can be removed."""
        spec = self._benchmark.spec
        own = ((one.containerized or {}).get("ingress") for one in spec.variants)
        return Ingress.GATEWAY in (spec.containerized.ingress, *own)

    def _variants(self) -> Iterator[tuple[str, Mode]]:
        """Names and modes alone, so that a variant that cannot be built can be removed."""
        yield SERVERLESS, Mode.SERVERLESS
        yield CONTAINERIZED, Mode.CONTAINERIZED
        for variant in self._benchmark.spec.variants:
            is_serverless = variant.serverless is not None
            yield variant.name, Mode.SERVERLESS if is_serverless else Mode.CONTAINERIZED

    def _url(self, api_version: str, kind: str, name: str) -> str:
        return url_of(api_version, kind, self._names.namespace, name)

    @property
    def _names(self) -> Names:
        return self._benchmark.names
