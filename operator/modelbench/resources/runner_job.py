"""The runner: its identity, its rights in the benchmark's namespace, its Job and its results."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import (
    GENERATOR,
    RUNNER,
    Names,
    labels,
    owner_reference,
)
from modelbench.resources.pods import restricted_container

_RUNNER_USER = 65532
GENERATOR_PORT = 8090
_BACKOFF_LIMIT = 3


def service_account(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The runner's own identity, so that no other pod of the namespace gains its rights."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(benchmark, names, names.runner),
        "automountServiceAccountToken": False,
    }


def role_binding(benchmark: Mapping[str, Any], names: Names, cluster_role: str) -> dict[str, Any]:
    """The runner's ClusterRole, in this one namespace."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": _metadata(benchmark, names, names.runner),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": cluster_role,
        },
        "subjects": [
            {"kind": "ServiceAccount", "name": names.runner, "namespace": names.namespace}
        ],
    }


def results_config_map(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """An empty ConfigMap; the runner alone writes its data."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _metadata(benchmark, names, names.results),
    }


def runner_job(
    benchmark: Mapping[str, Any], names: Names, image: str, pull_policy: str
) -> dict[str, Any]:
    """The Job. A runner that is lost is started again and goes on from the stored samples."""
    arguments = ["runner", "--namespace", names.namespace, "--name", names.benchmark]
    container = _container(image, pull_policy, RUNNER, arguments)
    job = _job(benchmark, names, names.runner, RUNNER, container)
    pod = job["spec"]["template"]["spec"]
    pod["serviceAccountName"] = names.runner
    pod["automountServiceAccountToken"] = True
    return job


def generators_job(
    benchmark: Mapping[str, Any], names: Names, count: int, image: str, pull_policy: str
) -> dict[str, Any]:
    """An Indexed Job of pods that send load when the runner asks; Kubernetes spreads them.

    They obey who knows the benchmark's uid.
    """
    container = _container(image, pull_policy, GENERATOR, ["generator"])
    container["env"] = [{"name": "MODELBENCH_TOKEN", "value": benchmark["metadata"]["uid"]}]
    container["ports"] = [{"containerPort": GENERATOR_PORT}]
    container["readinessProbe"] = {
        "httpGet": {"path": "/", "port": GENERATOR_PORT},
        "periodSeconds": 1,
    }
    job = _job(benchmark, names, names.generators, GENERATOR, container)
    job["spec"] |= {"completionMode": "Indexed", "completions": count, "parallelism": count}
    job["spec"]["template"]["spec"]["topologySpreadConstraints"] = [_spread(names)]
    return job


def _job(
    benchmark: Mapping[str, Any], names: Names, name: str, role: str, container: dict[str, Any]
) -> dict[str, Any]:
    """A Job whose pods know no Kubernetes API.

    A lost pod is replaced only when it has ended, so that two never write or send at once.
    """
    pod = {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": 5,
        "containers": [container],
    }
    template = {"metadata": {"labels": labels(names.benchmark, role)}, "spec": pod}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": _metadata(benchmark, names, name),
        "spec": {
            "backoffLimit": _BACKOFF_LIMIT,
            "podReplacementPolicy": "Failed",
            "template": template,
        },
    }


def _spread(names: Names) -> dict[str, Any]:
    """Over the nodes, as far as there are several."""
    return {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels(names.benchmark, GENERATOR)},
    }


def _container(image: str, pull_policy: str, name: str, arguments: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "image": image,
        "imagePullPolicy": pull_policy,
        "args": arguments,
        "resources": {
            "requests": {"cpu": "50m", "memory": "96Mi"},
            "limits": {"memory": "512Mi"},
        },
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": {
            **restricted_container(),
            "readOnlyRootFilesystem": True,
            "runAsUser": _RUNNER_USER,
        },
    }


def _metadata(benchmark: Mapping[str, Any], names: Names, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "namespace": names.namespace,
        "labels": labels(names.benchmark, RUNNER),
        "ownerReferences": [owner_reference(benchmark)],
    }
