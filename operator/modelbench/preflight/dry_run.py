"""Tries every manifest of a benchmark on the API server, which creates nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.knative import KNATIVE_GROUP
from modelbench.kube.client import ApiError, KubernetesApi, url_of
from modelbench.preflight.bare_pods import bare_pods
from modelbench.preflight.features import CONFIG_MAP, NAMESPACE
from modelbench.preflight.refusals import Refusal, is_refusal, may_pass, refusal
from modelbench.resources.metadata import Manifest

_DEPLOYMENTS = "config-deployment"

_NO_DRY_RUN = "does not support dry run"
"""An admission webhook that says so has said nothing about the object."""

_NO_ACCOUNT_YET = 'serviceaccount "default" not found'
"""So it is in a namespace for its first moments."""

_EXISTS, _FORBIDDEN = 409, 403


def preflight(api: KubernetesApi, manifests: Sequence[Manifest]) -> list[Refusal]:
    """What the cluster would refuse of these manifests and of their pods; nothing is created.

    ApiError when that cannot be known now: the API server or a webhook is away, or who asks may not
    create one of them. Pods that may not be created are left out, as is what exists already.
    """
    asked = _Preflight(api)
    made = [found for manifest in manifests if (found := asked.try_manifest(manifest)) is not None]
    accounts = {one["metadata"]["name"] for one in manifests if one["kind"] == "ServiceAccount"}
    knative = any(str(one["apiVersion"]).startswith(KNATIVE_GROUP) for one in made)
    settings = asked.settings(_DEPLOYMENTS) if knative else {}
    for workload, pod in bare_pods(made, accounts, settings):
        asked.try_pod(workload, pod)
    return asked.refusals


class _Preflight:
    """The dry runs of one benchmark. Each refusal is told once."""

    def __init__(self, api: KubernetesApi) -> None:
        self.refusals: list[Refusal] = []
        self._api = api

    def try_manifest(self, manifest: Manifest) -> Mapping[str, Any] | None:
        """What would be created, with all defaults; None where nothing would."""
        try:
            return self._api.try_create(manifest)
        except ApiError as error:
            if is_refusal(manifest, error):
                described = f"{manifest['kind']} {manifest['metadata']['name']}"
                self._refuse(described, manifest, error)
            elif error.status != _EXISTS:
                raise
        return None

    def try_pod(self, workload: str, pod: Manifest) -> None:
        """Ask whether a pod of that workload would be admitted."""
        try:
            self._api.try_create(pod)
        except ApiError as error:
            if is_refusal(pod, error):
                if _NO_ACCOUNT_YET not in error.message and not may_pass(error.message):
                    self._refuse(f"a pod of {workload}", pod, error)
            elif error.status not in (_EXISTS, _FORBIDDEN):
                raise

    def settings(self, name: str) -> Mapping[str, str]:
        """The data of a ConfigMap of Knative's; empty where it cannot be read."""
        try:
            found = self._api.get(url_of("v1", "ConfigMap", NAMESPACE, name))
        except ApiError as error:
            if error.status == _FORBIDDEN:
                return {}
            raise
        return (found or {}).get("data") or {}

    def _refuse(self, described: str, manifest: Manifest, error: ApiError) -> None:
        known = (one.message for one in self.refusals)
        if _NO_DRY_RUN in error.message or error.message in known:
            return
        of_knative = str(manifest["apiVersion"]).startswith(KNATIVE_GROUP)
        features = self.settings(CONFIG_MAP) if of_knative else {}
        self.refusals.append(refusal(described, manifest, error, features))
