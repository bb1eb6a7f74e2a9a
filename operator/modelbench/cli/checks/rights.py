"""What the user may do in a namespace, by the API server's own review."""

from collections.abc import Iterator, Mapping

from modelbench.api.names import GROUP, PLURAL
from modelbench.cli.checks.outcome import Outcome, State
from modelbench.kube.client import KubernetesApi

_REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
# What for, and what it takes: group, resource, subresource and verbs.
_USES = (
    ("run benchmarks", (GROUP, PLURAL, "", ("create", "get", "watch", "delete"))),
    ("read results", ("", "configmaps", "", ("get",))),
    ("read logs", ("", "pods", "log", ("get",))),
)


def rights(api: KubernetesApi, namespace: str) -> Iterator[Outcome]:
    """Whether the user may do what the commands do."""
    for use, (group, resource, subresource, verbs) in _USES:
        name = f"{resource}/{subresource}" if subresource else resource
        place = {"group": group, "resource": resource, "subresource": subresource}
        refused = [verb for verb in verbs if not may(api, namespace, {**place, "verb": verb})]
        if refused:
            message = f"not in namespace {namespace}: {', '.join(refused)} {name}"
            advice = "Ask for Kubernetes' role edit there; ModelBench adds itself to it."
            yield Outcome(f"may {use}", State.MISSING, message, advice)
        else:
            yield Outcome(f"may {use}", State.OK, f"in namespace {namespace}")


def may(api: KubernetesApi, namespace: str, attributes: Mapping[str, str]) -> bool:
    """Whether the user may do that in a namespace."""
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {"namespace": namespace, **attributes}},
    }
    return bool(api.post(_REVIEW, review).get("status", {}).get("allowed"))
