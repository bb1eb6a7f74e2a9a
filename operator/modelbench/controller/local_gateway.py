"""The gateway by which Knative Services are reached within the cluster."""

import yaml

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.resources.gateway import Gateway

_NAMESPACE, _CONFIG_MAP, _KEY = "knative-serving", "config-gateway", "local-gateways"
"""Where net-gateway-api, Knative's ingress for the Gateway API, has it."""

_ADVICE = "Leave spec.containerized.ingress out, or use Knative with its ingress net-gateway-api"


def local_gateway(api: KubernetesApi) -> Gateway:
    """The first that Knative names. BenchmarkError when it names none with a Service."""
    found = api.get(url_of("v1", "ConfigMap", _NAMESPACE, _CONFIG_MAP)) or {}
    try:
        (first, *_) = yaml.safe_load((found.get("data") or {}).get(_KEY) or "[]")
        namespace, name = first["gateway"].split("/")
        service_namespace, service = first["service"].split("/")
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = (
            f"spec.containerized.ingress is Gateway, and ConfigMap {_CONFIG_MAP} of namespace "
            f"{_NAMESPACE} has no local gateway with a Service"
        )
        raise BenchmarkError(Reason.FEATURE_DISABLED, message, _ADVICE) from error
    return Gateway(namespace, name, service_namespace, service)
