"""How many benchmarks the operator lets run at once: ``python -m tools.concurrency N``."""

import sys

from tools.kubectl import kubectl

_OPERATOR = ("-n", "modelbench-system", "deployment/modelbench-operator")


def allow(count: int) -> None:
    """Set it and wait for the operator that has it."""
    kubectl("set", "env", *_OPERATOR, f"MODELBENCH_MAX_CONCURRENT={count}")
    kubectl("rollout", "status", *_OPERATOR, "--timeout=300s")


if __name__ == "__main__":
    allow(int(sys.argv[1]))
