"""Which cluster and namespace a command speaks to, as kubectl finds them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
import yaml
from kubernetes import client, config
from kubernetes.config.config_exception import ConfigException

from modelbench.kube.client import KubernetesApi

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_POD_NAMESPACE = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")


@dataclass(frozen=True)
class Connection:
    """An API server, and the namespace that holds when none is given."""

    api: KubernetesApi
    namespace: str
    server: str = ""


def connect(context: str | None = None) -> Connection:
    """By the kubeconfig, or inside a cluster by the pod's service account.

    ClickException when there is neither, or no such context.
    """
    try:
        configuration = client.Configuration()
        config.load_kube_config(context=context, client_configuration=configuration)
        namespace = _context_namespace(context)
    except (ConfigException, OSError, TypeError, yaml.YAMLError) as error:
        if context is not None:
            raise click.ClickException(f"context {context}: {error}") from error
        configuration, namespace = _in_cluster(error)
    if urlsplit(configuration.host).hostname in _LOOPBACK:
        # As kubectl does: a proxy would ask its own machine.
        configuration.proxy = None
    api = KubernetesApi(client.ApiClient(configuration))
    return Connection(api, namespace, configuration.host)


def _context_namespace(name: str | None) -> str:
    contexts, current = config.list_kube_config_contexts()
    chosen = next((one for one in contexts if one["name"] == name), current)
    namespace: str = chosen["context"].get("namespace") or "default"
    return namespace


def _in_cluster(outside: Exception) -> tuple[client.Configuration, str]:
    configuration = client.Configuration()
    try:
        config.load_incluster_config(client_configuration=configuration)
        return configuration, _POD_NAMESPACE.read_text(encoding="utf-8").strip()
    except (ConfigException, OSError) as error:
        message = f"no cluster is configured: {outside} Set KUBECONFIG, or run in a pod."
        raise click.ClickException(message) from error
