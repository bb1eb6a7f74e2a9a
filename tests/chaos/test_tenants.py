"""What people of a namespace may do gains them nothing there, and holds up nobody elsewhere."""

import json

import pytest

from tests.chaos import victim
from tests.e2e.benchmarks import new_namespace
from tools.kubectl import kubectl

ROLE = (
    "create",
    "role",
    "creator",
    "--verb=create,get",
    "--resource=modelbenchmarks.modelbench.dev",
)


def may(namespace, user, verb, what):
    """Whether a user may do that to a resource, ``resource/name`` or ``resource.subresource``."""
    what, _, part = what.partition(".")
    command = ("auth", "can-i", verb, what, f"--subresource={part}", f"--as={user}")
    return kubectl("-n", namespace, *command, check=False).strip() == "yes"


@pytest.mark.together
def test_roles(benchmarks, row):
    space = benchmarks.namespace
    with row("tenants who may edit, view, or create benchmarks only", "gain nothing") as seen:
        for role in ("edit", "view"):
            benchmarks.kubectl(
                "create", "rolebinding", role, f"--clusterrole={role}", f"--user={role}"
            )
        benchmarks.kubectl(*ROLE)
        benchmarks.kubectl("create", "rolebinding", "only", "--role=creator", "--user=only")
        allowed = {
            (user, verb, what)
            for user in ("edit", "view", "only")
            for verb, what in (
                ("create", "modelbenchmarks"),
                ("patch", "modelbenchmarks.status"),
                ("create", "rolebindings"),
                ("bind", "clusterroles/modelbench-runner"),
                ("get", "secrets"),
                ("delete", "pods"),
            )
            if may(space, user, verb, what)
        }
        # What Kubernetes' own edit may do is not ours to take.
        assert allowed == {
            ("edit", "create", "modelbenchmarks"),
            ("edit", "get", "secrets"),
            ("edit", "delete", "pods"),
            ("only", "create", "modelbenchmarks"),
        }
        assert not may("kube-system", "edit", "create", "modelbenchmarks")
        seen.append(f"{len(allowed)} of 18 asked rights, each of them Kubernetes' own")


def test_a_benchmark_that_cannot_go_holds_up_nobody(benchmarks, row):
    must = "the next benchmark measures"
    with row(
        "a measuring benchmark with a finalizer is deleted; labelled pods that never end", must
    ) as seen:
        victim.create(benchmarks, "stuck")
        benchmarks.wait_trials(1, "stuck")
        finalizers = json.dumps({"metadata": {"finalizers": ["example.com/never"]}})
        patch = ("patch", "mbench", "stuck", "--type=merge", "-p")
        benchmarks.kubectl(*patch, finalizers)
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "lingers",
                "labels": {"modelbench.dev/benchmark": "stuck"},
                "finalizers": ["example.com/never"],
            },
            "spec": {
                "terminationGracePeriodSeconds": 100000000000,
                "containers": [{"name": "c", "image": "none.invalid/none:1"}],
            },
        }
        other = new_namespace("lingers")
        try:
            kubectl("label", "namespace", other.namespace, "pod-security.kubernetes.io/enforce-")
            other.kubectl("create", "-f", "-", text=json.dumps(pod))
            other.kubectl("delete", "pod", "lingers", "--wait=false")
            benchmarks.kubectl("delete", "mbench", "stuck", "--wait=false")
            victim.create(benchmarks, "next")
            seen.append("next: " + victim.check(benchmarks, name="next"))
        finally:
            nothing = json.dumps({"metadata": {"finalizers": None}})
            benchmarks.kubectl(*patch, nothing, check=False)
            other.kubectl("patch", "pod", "lingers", "--type=merge", "-p", nothing, check=False)
            kubectl("delete", "namespace", other.namespace, "--wait=false")
