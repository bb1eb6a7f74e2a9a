"""The runner: its identity, its rights in the benchmark's namespace, its Job and its results."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role, labels
from modelbench.api.own_pods import RunnerPods
from modelbench.api.variants import secret_keys
from modelbench.resources.generator_access import targets_variable, token_variable
from modelbench.resources.metadata import Manifest, child_metadata
from modelbench.resources.own_pods import generator_pods, placement, runner_pods
from modelbench.resources.pods import OwnImage
from modelbench.resources.secret_files import secret_mounts, secret_volumes

GENERATOR_PORT = 8090
"""Above 1023, so that it needs no right, and not among those of the operator (8080, 9090)."""

_BACKOFF_LIMIT = 3
"""A runner goes on from its samples; one that crashes a fourth time will crash always."""

_POD_FAILURE_POLICY: Manifest = {
    "rules": [
        {
            "action": "Ignore",
            "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}],
        },
        {"action": "Ignore", "onExitCodes": {"operator": "In", "values": [143, 255]}},
    ]
}
"""A pod that is evicted, preempted or lost with its node is replaced and does not count as failed.

Nor does one that was told to end (143, which our processes give for SIGTERM), nor one of which the
kubelet knows no more (255, which it reports for the containers of a node that was started again).
A crash of our own has other codes, and so has one for want of memory (137).
"""


def service_account(benchmark: Benchmark) -> Manifest:
    """The runner's identity, which has its rights only while the benchmark measures.

    It keeps nobody from them: who may create pods in the namespace may give them this identity.
    """
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(benchmark),
        "automountServiceAccountToken": False,
    }


def role_binding(benchmark: Benchmark, cluster_role: str) -> Manifest:
    """The runner's ClusterRole, in this one namespace."""
    names = benchmark.names
    account = {"kind": "ServiceAccount", "name": names.runner, "namespace": names.namespace}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": _metadata(benchmark),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": cluster_role,
        },
        "subjects": [account],
    }


def results_config_map(benchmark: Benchmark) -> Manifest:
    """An empty ConfigMap; the runner alone writes its data."""
    metadata = child_metadata(benchmark, benchmark.names.results, Role.RUNNER)
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}


def runner_job(benchmark: Benchmark, image: OwnImage) -> Manifest:
    """The Job. A runner that is lost is started again and goes on from the stored samples."""
    names = benchmark.names
    arguments = ["runner", "--namespace", names.namespace, "--name", names.benchmark]
    pods = runner_pods(benchmark.spec, image)
    container = _container(image, pods, Role.RUNNER, arguments)
    secrets = [reference for _, reference in secret_keys(benchmark.spec)]
    job = _job(benchmark, names.runner, Role.RUNNER, container)
    job["spec"]["template"]["spec"] |= placement(pods)
    pod = job["spec"]["template"]["spec"]
    if volumes := secret_volumes(secrets):
        pod["volumes"] = volumes
        container["volumeMounts"] = secret_mounts(secrets)
    if benchmark.spec.load.generators > 1:
        container["env"] = [token_variable(benchmark)]
    pod["serviceAccountName"] = names.runner
    pod["automountServiceAccountToken"] = True
    return job


def generators_job(
    benchmark: Benchmark, image: OwnImage, gateway: str | None = None
) -> Manifest | None:
    """An Indexed Job of pods that send load when the runner asks; None when it sends alone.

    Kubernetes spreads them over the nodes. They obey who knows their token. ``gateway`` is what
    containerized variants may be behind.
    """
    count = benchmark.spec.load.generators
    if count == 1:
        return None
    pods = generator_pods(benchmark.spec, image)
    container = _container(image, pods, Role.GENERATOR, ["generator"])
    container["env"] = [token_variable(benchmark), targets_variable(benchmark, gateway)]
    container["ports"] = [{"containerPort": GENERATOR_PORT}]
    container["readinessProbe"] = {
        "httpGet": {"path": "/", "port": GENERATOR_PORT},
        "periodSeconds": 1,
    }
    job = _job(benchmark, benchmark.names.generators, Role.GENERATOR, container)
    job["spec"] |= {"completionMode": "Indexed", "completions": count, "parallelism": count}
    job["spec"]["template"]["spec"] |= placement(pods)
    job["spec"]["template"]["spec"]["topologySpreadConstraints"] = [_spread(benchmark)]
    return job


def _job(benchmark: Benchmark, name: str, role: Role, container: Manifest) -> Manifest:
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
    template = {"metadata": {"labels": labels(benchmark.metadata.name, role)}, "spec": pod}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": child_metadata(benchmark, name, role),
        "spec": {
            "backoffLimit": _BACKOFF_LIMIT,
            "podFailurePolicy": _POD_FAILURE_POLICY,
            "podReplacementPolicy": "Failed",
            "template": template,
        },
    }


def _spread(benchmark: Benchmark) -> dict[str, Any]:
    """Over the nodes, as far as there are several."""
    return {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels(benchmark.metadata.name, Role.GENERATOR)},
    }


def _container(image: OwnImage, pods: RunnerPods, role: Role, arguments: list[str]) -> Manifest:
    return {
        "name": str(role),
        "image": image.name,
        "imagePullPolicy": image.pull_policy,
        "args": arguments,
        "resources": dict(pods.resources),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": image.security_context,
    }


def _metadata(benchmark: Benchmark) -> Manifest:
    return child_metadata(benchmark, benchmark.names.runner, Role.RUNNER)
