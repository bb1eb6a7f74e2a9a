"""Which cluster and namespace a command speaks to, as kubectl finds them."""

import os
from dataclasses import dataclass
from pathlib import Path

import click

from modelbench.cli.cluster.kubeconfig import NoKubeconfig, Target, read_kubeconfig
from modelbench.cli.cluster.light_client import LightClient
from modelbench.kube.client import KubernetesApi

_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


@dataclass(frozen=True)
class Connection:
    """An API server, and the namespace that holds when none is given."""

    api: KubernetesApi
    namespace: str
    server: str = ""


def connect(context: str | None = None, kubeconfig: Path | None = None) -> Connection:
    """By the kubeconfig, or inside a cluster by the pod's service account.

    ClickException when there is neither, or no such context.
    """
    target = _target(context, kubeconfig)
    return Connection(KubernetesApi(LightClient(target)), target.namespace, target.server)


def _target(context: str | None, kubeconfig: Path | None) -> Target:
    try:
        return read_kubeconfig(kubeconfig).target(context)
    except NoKubeconfig as error:
        if context is not None or kubeconfig is not None:
            raise
        return _in_cluster(error)


def _in_cluster(outside: NoKubeconfig) -> Target:
    host, port = (os.environ.get(f"KUBERNETES_SERVICE_{name}") for name in ("HOST", "PORT"))
    namespace = _ACCOUNT / "namespace"
    if not host or not namespace.exists():
        message = f"no cluster is configured: {outside.message}. Set KUBECONFIG, or run in a pod."
        raise click.ClickException(message) from outside
    return Target(
        f"https://{f'[{host}]' if ':' in host else host}:{port or 443}",
        namespace.read_text(encoding="utf-8").strip(),
        {"certificate-authority": str(_ACCOUNT / "ca.crt")},
        {"tokenFile": str(_ACCOUNT / "token")},
    )
