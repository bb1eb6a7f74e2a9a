"""Installs the operator and waits until the version just built runs."""

import json
import os
import subprocess
import sys
import time

from hack.kubectl import kubectl

_NAMESPACE = "modelbench-system"
_SELECTOR = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"


def main() -> None:
    """Apply manifests/; restart the operator only when it runs an older image."""
    started = time.monotonic()
    print("==> Install the operator", flush=True)
    kubectl("apply", "--server-side", "--force-conflicts", "-k", "manifests")
    if _image_is_stale():
        kubectl("-n", _NAMESPACE, "rollout", "restart", "deployment/modelbench-operator")
    _wait_until_ready()
    print(f"    operator is ready ({time.monotonic() - started:.1f} s)", flush=True)


def _wait_until_ready() -> None:
    deployment = ("-n", _NAMESPACE, "deployment/modelbench-operator")
    try:
        kubectl("rollout", "status", *deployment, "--timeout=120s")
    except RuntimeError as error:
        log = kubectl("logs", *deployment, "--tail=20", check=False)
        sys.exit(f"error: the operator did not become ready: {error}\n{log}")


def _image_is_stale() -> bool:
    """Whether the operator's pod runs another image than the node now has under its tag."""
    running = kubectl(
        "-n", _NAMESPACE, "get", "pods", "-l", _SELECTOR, "-o",
        "jsonpath={.items[*].status.containerStatuses[*].imageID}",
    )  # fmt: skip
    tag = kubectl(
        "-n", _NAMESPACE, "get", "deployment", "modelbench-operator", "-o",
        "jsonpath={.spec.template.spec.containers[0].image}",
    )  # fmt: skip
    return bool(running.strip()) and running.split()[0] != _node_image_id(tag)


def _node_image_id(tag: str) -> str:
    cluster = os.environ["MODELBENCH_CLUSTER_NAME"]
    done = subprocess.run(  # noqa: S603
        ["docker", "exec", f"{cluster}-control-plane", "crictl", "inspecti", tag],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return ""
    image_id: str = json.loads(done.stdout)["status"]["id"]
    return image_id


if __name__ == "__main__":
    main()
