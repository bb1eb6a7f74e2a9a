"""Who has Kubernetes' own roles in a namespace can use benchmarks there."""

import json
import uuid

import pytest

from tools.kubectl import kubectl

ROLES = ("view", "edit", "admin")
CASES = [
    ("view", "list", "modelbenchmarks", True),
    ("view", "create", "modelbenchmarks", False),
    ("edit", "get", "modelbenchmarks", True),
    ("edit", "create", "modelbenchmarks", True),
    ("edit", "delete", "modelbenchmarks", True),
    ("admin", "create", "modelbenchmarks", True),
    ("admin", "patch", "modelbenchmarks/status", False),
]


def role_binding(role):
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
    user = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": f"some-{role}"}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": role},
        "roleRef": reference,
        "subjects": [user],
    }


@pytest.fixture(scope="module")
def namespace():
    name = f"user-roles-{uuid.uuid4().hex[:8]}"
    kubectl("create", "namespace", name)
    items = [role_binding(role) for role in ROLES]
    bindings = {"apiVersion": "v1", "kind": "List", "items": items}
    kubectl("-n", name, "create", "-f", "-", text=json.dumps(bindings))
    yield name
    kubectl("delete", "namespace", name, "--wait=false")


@pytest.mark.parametrize(("role", "verb", "resource", "allowed"), CASES)
def test_a_role_of_kubernetes_covers_benchmarks(namespace, role, verb, resource, allowed):
    resource, _, part = resource.partition("/")
    flags = (f"--as=some-{role}", *((f"--subresource={part}",) if part else ()))
    answer = kubectl("-n", namespace, "auth", "can-i", verb, resource, *flags, check=False)
    assert answer.strip() == ("yes" if allowed else "no")
