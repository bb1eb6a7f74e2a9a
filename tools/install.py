"""Installs the operator and Prometheus, and waits until what was just built runs."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tools.kubectl import kubectl
from tools.prometheus import NAMESPACE, targets
from tools.rollout import Rollout

_OPERATOR = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"
_JOBS = ("modelbench-operator", "knative-serving")
_TARGETS_SECONDS = 240


def main() -> None:
    """Apply the manifests; what is there as it should be is left as it is."""
    with _step("the operator"):
        _apply("manifests")
        Rollout("modelbench-system", "modelbench-operator", _OPERATOR).finish()
    with _step("Prometheus"):
        _apply("manifests/monitoring")
        Rollout(NAMESPACE, "prometheus", "app.kubernetes.io/name=prometheus").finish()
        _wait_for_targets()


@contextmanager
def _step(name: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"==> Install {name}", flush=True)
    yield
    print(f"    {name} is ready ({time.monotonic() - started:.1f} s)", flush=True)


def _apply(folder: str) -> None:
    kubectl("apply", "--server-side", "--force-conflicts", "-k", folder)


def _wait_for_targets() -> None:
    """Until what is to be scraped at any time has been."""
    deadline = time.monotonic() + _TARGETS_SECONDS
    while missing := [job for job in _JOBS if not _is_scraped(job)]:
        if time.monotonic() > deadline:
            sys.exit(f"error: Prometheus does not reach {' and '.join(missing)}")
        time.sleep(1)


def _is_scraped(job: str) -> bool:
    try:
        found = targets(job)
    except RuntimeError:
        return False
    return bool(found) and all(target["health"] == "up" for target in found)


if __name__ == "__main__":
    main()
