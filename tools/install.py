"""Installs the operator and Prometheus, and waits until what was just built runs."""

import sys

import yaml
from modelbench import __version__
from modelbench.cli.bundle.installation import Choices, installation

from cluster.steps import step
from tools.kubectl import kubectl
from tools.prometheus import NAMESPACE, targets
from tools.rollout import Rollout
from tools.waiting import wait_until

_OPERATOR = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"
_LOCAL_IMAGE = "dev.local/modelbench/operator"
_JOBS = ("modelbench-operator", "knative-serving")
_TARGETS_SECONDS = 240


def main() -> None:
    """Apply the manifests; what is there as it should be is left as it is."""
    with step("install the operator"):
        _install()
        Rollout("modelbench-system", "modelbench-operator", _OPERATOR).finish()
    with step("install Prometheus"):
        _apply("manifests/monitoring")
        Rollout(NAMESPACE, "prometheus", "app.kubernetes.io/name=prometheus").finish()
        _wait_for_targets()


def _install() -> None:
    """As ``modelbench install`` writes it, with the image that was built here."""
    found = installation(Choices(image=f"{_LOCAL_IMAGE}:{__version__}"))
    text = yaml.safe_dump_all(found, sort_keys=False)
    kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", text=text)


def _apply(folder: str) -> None:
    kubectl("apply", "--server-side", "--force-conflicts", "-k", folder)


def _wait_for_targets() -> None:
    """Until what is to be scraped at any time has been."""
    try:
        wait_until(lambda: not _missing(), _TARGETS_SECONDS, "every target is scraped", 1)
    except TimeoutError:
        sys.exit(f"error: Prometheus does not reach {' and '.join(_missing())}")


def _missing() -> list[str]:
    return [job for job in _JOBS if not _is_scraped(job)]


def _is_scraped(job: str) -> bool:
    try:
        found = targets(job)
    except RuntimeError:
        return False
    return bool(found) and all(target["health"] == "up" for target in found)


if __name__ == "__main__":
    main()
