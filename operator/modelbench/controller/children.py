"""Creates and removes the children of a benchmark."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import KIND
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.values import FormatError
from modelbench.controller.child_manifests import ChildManifests
from modelbench.controller.local_gateway import local_gateway
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError, KubernetesApi, url_of_manifest
from modelbench.preflight.dry_run import preflight
from modelbench.preflight.refusals import error_of, is_refusal, refusal
from modelbench.resources.metadata import Manifest

_SECRET = "Secret"  # noqa: S105

_EXISTS = 409


class Children:
    """The children of one benchmark in the cluster."""

    def __init__(self, api: KubernetesApi, settings: Settings, benchmark: Benchmark) -> None:
        self._api = api
        self._benchmark = benchmark
        self._manifests = ChildManifests(benchmark, settings, lambda: local_gateway(api))

    def ensure(self) -> None:
        """Create what is missing. BenchmarkError when the cluster will never take it.

        Before the first is created all are made and tried. ApiError when the cluster may take it
        later.
        """
        try:
            manifests = list(self._manifests.all())
        except FormatError as error:
            raise BenchmarkError(Reason.RESOURCES_REJECTED, str(error)) from error
        absent = self._absent(manifests)
        # Later on the pods that run would be counted with those that are tried.
        if len(absent) == len(manifests):
            self._try(absent)
        for manifest in absent:
            self._create(manifest)

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
        for manifest in self._absent(manifests):
            self._create(manifest)

    def _absent(self, manifests: Iterable[Manifest]) -> list[Manifest]:
        """Those that are not there. What is there stays: it must not change in mid-run.

        An operator of a newer version may build another manifest for the same spec.
        """
        return [manifest for manifest in manifests if not self._exists(manifest)]

    def _exists(self, manifest: Manifest) -> bool:
        # A Secret is created without a look, for which the operator would need to read Secrets.
        if manifest["kind"] == _SECRET:
            return False
        existing = self._api.get(url_of_manifest(manifest))
        if existing is not None and not self._is_own(existing):
            self._refuse(manifest, existing)
        return existing is not None

    def _create(self, manifest: Manifest) -> None:
        """Create it. What somebody else has created since the look is not touched."""
        try:
            self._api.create(manifest)
        except ApiError as error:
            if error.status == _EXISTS and (manifest["kind"] == _SECRET or self._exists(manifest)):
                return
            if not is_refusal(manifest, error):
                raise
            raise error_of([refusal(_described(manifest), manifest, error, {})]) from error

    def _try(self, manifests: Sequence[Manifest]) -> None:
        """Raise BenchmarkError when the cluster would refuse one of them or its pods."""
        if refusals := preflight(self._api, manifests):
            raise error_of(refusals)

    def _refuse(self, manifest: Manifest, existing: Manifest) -> None:
        described = _described(manifest)
        if self._is_a_namesakes(existing):
            raise ApiError(409, f"{described} of an earlier benchmark is still being removed")
        message = f"{described} already exists and belongs to something else"
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
