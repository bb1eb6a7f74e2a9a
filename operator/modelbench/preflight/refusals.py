"""What a refusal means and what can be done about it, from the API server's own words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelbench.api.knative import KNATIVE_GROUP
from modelbench.api.quantity import quantity
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.kube.client import ApiError
from modelbench.pods.diagnosis import is_not_now, refusal_reason
from modelbench.preflight.features import (
    CONFIG_MAP,
    NAMESPACE,
    Feature,
    disabled_features,
    enabling_command,
)

_TOO_LONG = re.compile(r"expected 0 <= (\d+) <= \d+: \S*\btimeoutSeconds\b")

_ADVICE = (
    (
        "violates PodSecurity",
        "Change what it names in spec.model, or measure in a namespace whose label "
        "pod-security.kubernetes.io/enforce allows it",
    ),
    (
        "strict decoding error",
        "Leave out the fields that it names: this cluster's API does not have them",
    ),
    (
        "serviceaccount ",
        "Create that service account in the benchmark's namespace",
    ),
    (
        "denied the request",
        "The admission webhook that it names rejects it: check its rules, or ask whoever runs it",
    ),
)
"""What can be done where the API server says such words; the first that fits."""

_EXCEEDED = re.compile(r"requested: (\S+), used: \S+, limited: ([^\s;]+)")
"""Kubernetes: plugin/pkg/admission/resourcequota, controller.go."""

_REFUSED = (400, 403, 422)
_FORBIDDEN, _NOT_FOUND = 403, 404
_NO_RIGHT = "cannot create resource"
"""How the API server's authorizer says it; admission refuses in other words."""

_KNATIVE_WEBHOOK = ".webhook.serving.knative.dev"


@dataclass(frozen=True)
class Refusal:
    """Something of a benchmark that the cluster does not take.

    ``described`` names the object, ``message`` has the API server's words. ``features`` are what
    Knative would need for it.
    """

    described: str
    message: str
    reason: Reason
    advice: str | None = None
    features: tuple[Feature, ...] = ()


def is_refusal(manifest: Mapping[str, Any], error: ApiError) -> bool:
    """Whether the object will not be taken later either.

    It may where a right is missing, or where the API server has only just begun.
    """
    if _is_of_knative(manifest) and error.status == _NOT_FOUND:
        return True
    if error.status == _FORBIDDEN and is_not_now(error.message):
        return False
    return error.status in _REFUSED and _NO_RIGHT not in error.message


def may_pass(message: str) -> bool:
    """Whether only others' use of a quota is in the way: a pod that fits by itself may come later.

    What is created says so again when they stay.
    """
    found = _EXCEEDED.findall(message)
    return bool(found) and all(_fits(asked, limit) for asked, limit in found)


def refusal(
    described: str, manifest: Mapping[str, Any], error: ApiError, features: Mapping[str, str]
) -> Refusal:
    """What a refusal means. ``features`` are the data of Knative's ConfigMap of that name."""
    message = error.message
    if error.status == _NOT_FOUND:
        return Refusal(described, message, Reason.KNATIVE_UNAVAILABLE)
    found = disabled_features(message, features) if _is_of_knative(manifest) else []
    if found:
        return Refusal(described, message, Reason.FEATURE_DISABLED, features=tuple(found))
    return Refusal(described, message, refusal_reason(message), advice_for(message))


def advice_for(message: str) -> str | None:
    """What can be done where these words tell; None where the reason's own advice must do."""
    if longer := _TOO_LONG.search(message):
        return _longer_timeout(longer[1])
    if "quota" in message or _KNATIVE_WEBHOOK in message:
        return None
    return next((advice for words, advice in _ADVICE if words in message), None)


def error_of(refusals: Sequence[Refusal]) -> BenchmarkError:
    """One error of all refusals, of which there must be one, with one command for all features.

    It has the reason and the advice of the first, or of the features; the others come before with
    their own.
    """
    features = [feature for one in refusals for feature in one.features]
    if features:
        main = _of_features(refusals, features)
    else:
        first = refusals[0]
        alike = [one for one in refusals if _kind(one) == _kind(first)]
        told = "; ".join(map(_told, alike))
        main = BenchmarkError(first.reason, told, first.advice)
    others = [one for one in refusals if _kind(one) != (main.reason, main.advice)]
    words = [advise(one.reason, _told(one), one.advice) for one in others if not one.features]
    return BenchmarkError(main.reason, " ".join([*words, main.message]), main.advice)


def _kind(one: Refusal) -> tuple[Reason, str | None]:
    return one.reason, one.advice


def _told(one: Refusal) -> str:
    return f"{one.described}: {one.message}"


def _of_features(refusals: Sequence[Refusal], features: Iterable[Feature]) -> BenchmarkError:
    flags = sorted({feature.flag for feature in features})
    advice = f"A Knative administrator can enable it with: {enabling_command(flags)}"
    return BenchmarkError(Reason.FEATURE_DISABLED, _disabled(refusals, features, flags), advice)


def _disabled(
    refusals: Iterable[Refusal], features: Iterable[Feature], flags: Sequence[str]
) -> str:
    objects = _listed(dict.fromkeys(one.described for one in refusals if one.features))
    wanted = _listed(dict.fromkeys(feature.wanted for feature in features))
    verb = "is" if len(flags) == 1 else "are"
    return (
        f"{objects}: Knative rejects {wanted}, since {_listed(flags)} {verb} not enabled in "
        f"ConfigMap {CONFIG_MAP} of namespace {NAMESPACE}"
    )


def _longer_timeout(seconds: str) -> str:
    patch = f'{{"data":{{"max-revision-timeout-seconds":"{seconds}"}}}}'
    return (
        "Ask for less, or have a Knative administrator raise its limit: kubectl patch "
        f"configmap/config-defaults -n {NAMESPACE} --type merge -p '{patch}'"
    )


def _fits(asked: str, limit: str) -> bool:
    limits = dict(one.split("=") for one in limit.split(","))
    wanted = dict(one.split("=") for one in asked.split(","))
    return all(quantity(wanted[name]) <= quantity(limits[name]) for name in wanted)


def _is_of_knative(manifest: Mapping[str, Any]) -> bool:
    return str(manifest["apiVersion"]).startswith(KNATIVE_GROUP)


def _listed(words: Iterable[str]) -> str:
    found = list(words)
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
