"""Creates and removes the children of a benchmark."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelbench.api.names import KIND, Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.spec import Spec
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError, KubernetesApi, path_of, path_of_manifest
from modelbench.pods.diagnosis import refusal_reason
from modelbench.resources.autoscaler import horizontal_pod_autoscaler
from modelbench.resources.containerized import (
    fixed_deployment,
    fixed_service,
    start_deployment,
    start_service,
)
from modelbench.resources.lambda_function import EndpointImage
from modelbench.resources.runner_job import (
    generators_job,
    results_config_map,
    role_binding,
    runner_job,
    service_account,
)
from modelbench.resources.serverless import knative_service

Manifest = dict[str, Any]


class Children:
    """The children of one benchmark, by their deterministic names."""

    def __init__(
        self, api: KubernetesApi, settings: Settings, benchmark: Mapping[str, Any], spec: Spec
    ) -> None:
        self._api = api
        self._settings = settings
        self._benchmark = benchmark
        self._spec = spec
        metadata = benchmark["metadata"]
        self.names = Names(metadata["namespace"], metadata["name"])

    def ensure(self) -> None:
        """Create what is missing. BenchmarkError when the cluster will never take it.

        ApiError when it may take it later. The runner comes last: it finds all others there.
        """
        for manifest in self._manifests():
            self._ensure_one(manifest)

    def ensure_lanes(self, wanted: int) -> None:
        """Have the Knative Services of so many lanes and no more; errors as of ``ensure``."""
        for lane in self._lanes()[1:]:
            if lane <= wanted:
                self._ensure_one(self._knative_service(lane))
            else:
                self._delete_own(self._lane_path(lane))

    def remove(self, *, with_runner: bool) -> None:
        """Remove the arms and the runner's rights; results stay. The runner's log may stay too."""
        names = self.names
        paths = [
            *(path_of_manifest(manifest) for manifest in self._optional_manifests()),
            *(self._lane_path(lane) for lane in self._lanes()),
            *(
                path_of(version, kind, names.namespace, name)
                for name in (names.containerized, names.containerized_start)
                for version, kind in (("apps/v1", "Deployment"), ("v1", "Service"))
            ),
            path_of("rbac.authorization.k8s.io/v1", "RoleBinding", names.namespace, names.runner),
            path_of("v1", "ServiceAccount", names.namespace, names.runner),
        ]
        if with_runner:
            paths.insert(0, path_of("batch/v1", "Job", names.namespace, names.runner))
        for path in paths:
            self._delete_own(path)

    def job(self) -> Manifest | None:
        """The runner's Job."""
        return self._api.get(path_of("batch/v1", "Job", self.names.namespace, self.names.runner))

    def results(self) -> Manifest | None:
        """The results ConfigMap."""
        path = path_of("v1", "ConfigMap", self.names.namespace, self.names.results)
        found = self._api.get(path)
        return found if found is not None and self._is_own(found) else None

    def _lane_path(self, lane: int) -> str:
        names = self.names
        return path_of("serving.knative.dev/v1", "Service", names.namespace, names.serverless(lane))

    def _lanes(self) -> range:
        return range(1, self._spec.scenarios.lanes + 1)

    def _manifests(self) -> list[Manifest]:
        benchmark, names, spec = self._benchmark, self.names, self._spec
        settings = self._settings
        return [
            self._knative_service(1),
            fixed_deployment(benchmark, names, spec),
            fixed_service(benchmark, names),
            start_deployment(benchmark, names, spec),
            start_service(benchmark, names),
            service_account(benchmark, names),
            role_binding(benchmark, names, settings.runner_cluster_role),
            results_config_map(benchmark, names),
            *self._optional_manifests(),
            runner_job(benchmark, names, settings.runner_image, settings.runner_pull_policy),
        ]

    def _knative_service(self, lane: int) -> Manifest:
        settings = self._settings
        image = EndpointImage(settings.runner_image, settings.runner_pull_policy)
        return knative_service(self._benchmark, self.names, self._spec, image, lane)

    def _optional_manifests(self) -> Iterator[Manifest]:
        benchmark, names, settings = self._benchmark, self.names, self._settings
        autoscaler = horizontal_pod_autoscaler(benchmark, names, self._spec)
        if autoscaler is not None:
            yield autoscaler
        count = self._spec.load.generators
        if count > 1:
            image, policy = settings.runner_image, settings.runner_pull_policy
            yield generators_job(benchmark, names, count, image, policy)

    def _ensure_one(self, manifest: Manifest) -> None:
        """Create it, unless it is there: what is measured must not change in mid-run.

        An operator of a newer version may build another manifest for the same spec.
        """
        described = f"{manifest['kind']} {manifest['metadata']['name']}"
        existing = _refused(described, lambda: self._api.get(path_of_manifest(manifest)))
        if existing is not None and not self._is_own(existing):
            if self._is_a_namesakes(existing):
                raise ApiError(409, f"{described} of an earlier benchmark is still being removed")
            message = f"{described} exists already and belongs to something else"
            raise BenchmarkError(Reason.RESOURCES_REJECTED, message)
        if existing is None:
            _refused(described, lambda: self._api.apply(manifest))

    def _is_own(self, item: Mapping[str, Any]) -> bool:
        owners = item["metadata"].get("ownerReferences", ())
        return any(owner["uid"] == self._benchmark["metadata"]["uid"] for owner in owners)

    def _is_a_namesakes(self, item: Mapping[str, Any]) -> bool:
        """Whether it goes soon, with the deleted benchmark that had the same name."""
        owners = item["metadata"].get("ownerReferences", ())
        return any((o["kind"], o["name"]) == (KIND, self.names.benchmark) for o in owners)

    def _delete_own(self, path: str) -> None:
        existing = self._api.get(path)
        if existing is not None and self._is_own(existing):
            options = {"preconditions": {"uid": existing["metadata"]["uid"]}}
            self._api.delete(path, options)


def _refused(described: str, call: Callable[[], Manifest | None]) -> Manifest | None:
    """Make the call; a refusal that will not pass becomes a BenchmarkError."""
    try:
        return call()
    except ApiError as error:
        reason = _reason_of(error)
        if reason is None:
            raise
        raise BenchmarkError(reason, f"{described}: {error.message}") from error


def _reason_of(error: ApiError) -> Reason | None:
    if error.status == 404:
        return Reason.KNATIVE_UNAVAILABLE
    if error.status in (400, 403, 422):
        return refusal_reason(error.message)
    return None
