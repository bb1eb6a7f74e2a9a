"""What a variant's pods have that plain ones would not: those that kubectl or kn create.

Each is needed to measure at all, is a field of the spec, or is asked of by a mode; a plain pod is
the default of everything else.
"""

from collections.abc import Iterator

from modelbench.api.container_resources import DEFAULT_REQUESTS
from modelbench.api.pod_template import mappings, measured_container
from modelbench.api.spec import DEFAULT_USER, Model, PodSecurity
from modelbench.api.values import FormatError
from modelbench.api.variants import Variant
from modelbench.resources.knative_pods import knative_pod
from modelbench.resources.pods import START_GRACE_SECONDS
from modelbench.resources.template_pods import KUBELET_PROBE_SECONDS

_KNATIVE_TIMEOUT_SECONDS = 300
"""Knative: config-defaults, ``revision-timeout-seconds``."""

_LONGEST = 512


def deviations(variant: Variant, timeout_seconds: int) -> tuple[str, ...]:
    """In words for people, each with the field that rules it where there is one.

    ``timeout_seconds`` is that of a revision.
    """
    found = [*_of_the_model(variant.model), *_of_the_mode(variant, timeout_seconds)]
    return tuple(one[:_LONGEST] for one in found)


def _of_the_model(model: Model) -> Iterator[str]:
    if model.template is None:
        yield from _of_an_image(model)
    if model.template is None or measured_container(model.template).get("readinessProbe") is None:
        asked = model.readiness_path or "an open port"
        yield f"readinessProbe: the measured container is probed for {asked}"
    for field, value in (
        ("automountServiceAccountToken", model.automount_service_account_token),
        ("enableServiceLinks", model.enable_service_links),
    ):
        if value is not None:
            yield f"{field}: {str(value).lower()}, by the field of that name"


def _of_an_image(model: Model) -> Iterator[str]:
    if model.pod_security is PodSecurity.RESTRICTED:
        user = model.run_as_user or DEFAULT_USER
        yield (
            f"securityContext: as the restricted Pod Security Standard requires, with user {user}; "
            "set by spec.model.podSecurity"
        )
    elif model.pod_security is PodSecurity.RESTRICTED_IMAGE_USER:
        yield (
            "securityContext: as the restricted Pod Security Standard requires, with the user of "
            "the image or the platform; set by spec.model.podSecurity"
        )
    requests = model.resources.get("requests", {})
    own = [name for name, value in DEFAULT_REQUESTS.items() if requests.get(name) == value]
    if own:
        asked = " and ".join(f"{requests[name]} of {name}" for name in own)
        yield f"resources.requests: {asked}, even if spec.model.resources does not say so"


def _of_the_mode(variant: Variant, timeout_seconds: int) -> Iterator[str]:
    if variant.serverless is not None:
        yield from _of_a_revision(variant, timeout_seconds)
    else:
        yield from _of_a_deployment(variant.model)


def _of_a_revision(variant: Variant, timeout_seconds: int) -> Iterator[str]:
    yield "visibility: the service is only reachable from within the cluster"
    if timeout_seconds != _KNATIVE_TIMEOUT_SECONDS:
        yield (
            f"timeoutSeconds: {timeout_seconds}, also the grace period of its pods; Knative's "
            f"default is {_KNATIVE_TIMEOUT_SECONDS}"
        )
    if variant.serverless is not None and variant.serverless.lambda_function is not None:
        yield "containers: lambda-endpoint runs beside the function's runtime"
    if variant.model.template is None:
        return
    try:
        left_out = knative_pod(variant.model).left_out
    except FormatError:
        return
    if left_out:
        yield f"left out, since Knative has its own: {', '.join(left_out)}"


def _of_a_deployment(model: Model) -> Iterator[str]:
    container = {} if model.template is None else measured_container(model.template)
    if container.get("readinessProbe") is None:
        seconds = KUBELET_PROBE_SECONDS
        yield f"readinessProbe.periodSeconds: {seconds}, where Kubernetes' default is 10"
    if "PORT" not in [one.get("name") for one in mappings(container.get("env"))]:
        yield f"env: PORT is {model.port}, as Knative sets it in its pods"
    if container.get("terminationMessagePolicy") is None:
        yield "terminationMessagePolicy: FallbackToLogsOnError, which is Knative's default"
    yield f"terminationGracePeriodSeconds: {START_GRACE_SECONDS}, for the pods of cold starts"
