"""The runner: its identity, its rights in the benchmark's namespace, its Job and its results."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import (
    RUNNER,
    RUNNER_CLUSTER_ROLE,
    Names,
    labels,
    owner_reference,
)
from modelbench.resources.pods import restricted_container

_RUNNER_USER = 65532
_BACKOFF_LIMIT = 3


def service_account(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The runner's own identity, so that no other pod of the namespace gains its rights."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(benchmark, names, names.runner),
        "automountServiceAccountToken": False,
    }


def role_binding(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The shipped ClusterRole, in this one namespace."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": _metadata(benchmark, names, names.runner),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": RUNNER_CLUSTER_ROLE,
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
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": _metadata(benchmark, names, names.runner),
        "spec": {
            "backoffLimit": _BACKOFF_LIMIT,
            "template": {
                "metadata": {"labels": labels(names.benchmark, RUNNER)},
                "spec": {
                    "serviceAccountName": names.runner,
                    "automountServiceAccountToken": True,
                    "enableServiceLinks": False,
                    "restartPolicy": "Never",
                    "terminationGracePeriodSeconds": 5,
                    "containers": [_container(names, image, pull_policy)],
                },
            },
        },
    }


def _container(names: Names, image: str, pull_policy: str) -> dict[str, Any]:
    return {
        "name": RUNNER,
        "image": image,
        "imagePullPolicy": pull_policy,
        "args": ["runner", "--namespace", names.namespace, "--name", names.benchmark],
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
