"""The demonstration: one sample benchmark from ``kubectl apply`` to the printed answer."""

import json
import os
import sys
import time
from typing import Any

from hack.answer import answer
from hack.kubectl import kubectl

NAMESPACE = "modelbench-demo"
NAME = "sample"
EXAMPLE = "examples/sample.yaml"
LIMIT_SECONDS = 1200
PAUSE_SECONDS = 1.0

WHERE = f"""
Where to see it:
  export KUBECONFIG={{kubeconfig}}
  kubectl -n {NAMESPACE} get modelbenchmarks
  kubectl -n {NAMESPACE} describe mbench {NAME}
  kubectl -n {NAMESPACE} get configmap {NAME}-results   (every raw sample)
  kubectl -n modelbench-system port-forward svc/modelbench-operator-metrics 9090
      then http://localhost:9090/metrics"""


def main() -> int:
    """Run the sample anew; 0 when it succeeded."""
    started = time.monotonic()
    print(f"==> Benchmark {EXAMPLE} in namespace {NAMESPACE}", flush=True)
    _apply_anew()
    benchmark = _follow(started)
    print(answer(benchmark))
    print(WHERE.format(kubeconfig=os.environ["KUBECONFIG"]))
    print(f"==> The benchmark took {time.monotonic() - started:.0f} s", flush=True)
    return 0 if _summary(benchmark)["status"] == "True" else 1


def _apply_anew() -> None:
    """A benchmark runs once, so an earlier one is deleted, and waited for."""
    kubectl("create", "namespace", NAMESPACE, check=False)
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted",
            "--overwrite")  # fmt: skip
    kubectl("-n", NAMESPACE, "delete", "mbench", NAME, "--ignore-not-found")
    kubectl("-n", NAMESPACE, "wait", "--for=delete", "pods", "--all", "--timeout=180s")
    kubectl("-n", NAMESPACE, "apply", "-f", EXAMPLE)


def _follow(started: float) -> dict[str, Any]:
    """Show each new word of the runner until the end."""
    shown = ""
    while time.monotonic() - started < LIMIT_SECONDS:
        benchmark: dict[str, Any] = json.loads(
            kubectl("-n", NAMESPACE, "get", "mbench", NAME, "-o", "json")
        )
        summary = _summary(benchmark)
        word = benchmark.get("status", {}).get("progress") or summary["message"]
        if word != shown:
            print(f"    {time.monotonic() - started:5.0f} s  {word}", flush=True)
            shown = word
        if summary["status"] != "Unknown":
            return benchmark
        time.sleep(PAUSE_SECONDS)
    raise TimeoutError(f"no end within {LIMIT_SECONDS} s: kubectl -n {NAMESPACE} describe mbench")


def _summary(benchmark: dict[str, Any]) -> dict[str, Any]:
    conditions = benchmark.get("status", {}).get("conditions", [])
    unknown = {"type": "Succeeded", "status": "Unknown", "message": "waiting for the operator"}
    return next((c for c in conditions if c["type"] == "Succeeded"), unknown)


if __name__ == "__main__":
    sys.exit(main())
