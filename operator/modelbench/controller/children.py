"""Creates and removes the children of a benchmark."""

from collections.abc import Iterable, Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import KIND
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.values import FormatError
from modelbench.controller.child_manifests import KNATIVE_GROUP, ChildManifests
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError, KubernetesApi, url_of_manifest
from modelbench.pods.diagnosis import refusal_reason
from modelbench.resources.metadata import Manifest

_SECRET = "Secret"  # noqa: S105

_NO_RIGHT = "cannot create resource"
"""How the API server's authorizer says it; admission refuses in other words."""


class Children:
    """The children of one benchmark in the cluster."""

    def __init__(self, api: KubernetesApi, settings: Settings, benchmark: Benchmark) -> None:
        self._api = api
        self._benchmark = benchmark
        self._manifests = ChildManifests(benchmark, settings)

    def ensure(self) -> None:
        """Create what is missing. BenchmarkError when the cluster will never take it.

        ApiError when it may take it later. Nothing is created while one of them cannot be made.
        """
        try:
            manifests = list(self._manifests.all())
        except FormatError as error:
            raise BenchmarkError(Reason.RESOURCES_REJECTED, str(error)) from error
        self._ensure_all(manifests)

    def ensure_lanes(self, wanted: int) -> None:
        """Have the Knative Services of the first lanes, so many; errors as of ``ensure``."""
        for lane in self._manifests.all_lanes[1:wanted]:
            self._ensure_all(self._manifests.lanes(lane))

    def remove_lanes(self, wanted: int) -> None:
        """Have no Knative Services of lanes beyond so many."""
        for lane in self._manifests.all_lanes[wanted:]:
            self._delete_all(url_of_manifest(manifest) for manifest in self._manifests.lanes(lane))

    def remove(self, *, with_runner: bool) -> None:
        """Remove the variants and the runner's rights; results stay. The runner's log may, too."""
        if with_runner:
            self._delete_own(self._manifests.job_url)
        self._delete_all(self._manifests.variant_urls())
        self._delete_all(self._manifests.runner_urls())

    def job(self) -> Manifest | None:
        """The runner's Job."""
        return self._own(self._manifests.job_url)

    def results(self) -> Manifest | None:
        """The results ConfigMap."""
        return self._own(self._manifests.results_url)

    def _own(self, url: str) -> Manifest | None:
        found = self._api.get(url)
        return found if found is not None and self._is_own(found) else None

    def _ensure_all(self, manifests: Iterable[Manifest]) -> None:
        for manifest in manifests:
            self._ensure_one(manifest)

    def _ensure_one(self, manifest: Manifest) -> None:
        """Create it, unless it is there: what is measured must not change in mid-run.

        An operator of a newer version may build another manifest for the same spec. What somebody
        else creates between the look and the creation is not touched, since that is a POST.
        """
        url = url_of_manifest(manifest)
        # A Secret is created without a look, for which the operator would need to read Secrets.
        existing = None if manifest["kind"] == _SECRET else self._api.get(url)
        if existing is None:
            existing = self._created(url, manifest)
        if existing is not None and not self._is_own(existing):
            self._refuse(manifest, existing)

    def _created(self, url: str, manifest: Manifest) -> Manifest | None:
        """What is there now: the new object, or one that was created at the same time."""
        try:
            return self._api.create(manifest)
        except ApiError as error:
            if error.status == 409:
                return None if manifest["kind"] == _SECRET else self._api.get(url)
            reason = _refusal(manifest, error)
            if reason is None:
                raise
            raise BenchmarkError(reason, f"{_described(manifest)}: {error.message}") from error

    def _refuse(self, manifest: Manifest, existing: Manifest) -> None:
        described = _described(manifest)
        if self._is_a_namesakes(existing):
            raise ApiError(409, f"{described} of an earlier benchmark is still being removed")
        message = f"{described} exists already and belongs to something else"
        raise BenchmarkError(Reason.RESOURCES_REJECTED, message)

    def _is_own(self, item: Mapping[str, Any]) -> bool:
        owners = item["metadata"].get("ownerReferences", ())
        return any(owner["uid"] == self._benchmark.metadata.uid for owner in owners)

    def _is_a_namesakes(self, item: Mapping[str, Any]) -> bool:
        """Whether it goes soon, with the deleted benchmark that had the same name."""
        owners = item["metadata"].get("ownerReferences", ())
        namesake = KIND, self._benchmark.metadata.name
        return any((owner["kind"], owner["name"]) == namesake for owner in owners)

    def _delete_all(self, urls: Iterable[str]) -> None:
        for url in urls:
            self._delete_own(url)

    def _delete_own(self, url: str) -> None:
        existing = self._own(url)
        if existing is not None:
            options = {"preconditions": {"uid": existing["metadata"]["uid"]}}
            self._api.delete(url, options)


def _described(manifest: Manifest) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def _refusal(manifest: Manifest, error: ApiError) -> Reason | None:
    """The reason when it will not pass by itself, such as a lack of rights of the operator's."""
    if error.status == 404 and manifest["apiVersion"].startswith(KNATIVE_GROUP):
        return Reason.KNATIVE_UNAVAILABLE
    if error.status in (400, 403, 422) and _NO_RIGHT not in error.message:
        return refusal_reason(error.message)
    return None
