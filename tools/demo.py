"""The demonstration: one example from ``modelbench run`` to what to choose, and its page.

``python -m tools.demo [FILE]``; without a file it is examples/demo.yaml.
"""

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

from modelbench.api.benchmark import parse_benchmark
from modelbench.cli.exit_codes import ExitCode
from modelbench.view.decision import recommendation

from tools.kubectl import ROOT, kubectl

NAMESPACE = "modelbench-demo"
EXAMPLE = ROOT / "examples" / "demo.yaml"

WHERE = f"""
Where to see it:
  {{report}}   (the page, in a browser)
  export KUBECONFIG={{kubeconfig}}
  kubectl -n {NAMESPACE} get modelbenchmarks
  kubectl -n {NAMESPACE} describe mbench
  kubectl -n {NAMESPACE} get configmaps   (NAME-results has every raw sample)
  kubectl -n modelbench-system port-forward svc/modelbench-operator-metrics 9090
      then http://localhost:9090/metrics
  kubectl -n modelbench-monitoring port-forward svc/prometheus 9091:9090
      then http://localhost:9091/api/v1/query?query=modelbench_cold_start_seconds
  Grafana: import the JSON files of manifests/grafana, with that Prometheus as its data source"""


def main(arguments: Sequence[str]) -> int:
    """Run an example anew; 0 when it succeeded, whatever its objectives say."""
    example = Path(arguments[0] if arguments else EXAMPLE).resolve()
    report = Path(os.environ["MODELBENCH_HOME"]) / f"report-{example.stem}.html"
    started = time.monotonic()
    print(f"==> {example.name} in namespace {NAMESPACE}", flush=True)
    kubectl("create", "namespace", NAMESPACE, check=False)
    kubectl("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted",
            "--overwrite")  # fmt: skip
    code = _run(example, report)
    if code in (ExitCode.OBJECTIVES_MISSED, ExitCode.OBJECTIVES_INCONCLUSIVE):
        code = ExitCode.SUCCEEDED
    if report.exists():
        print("\n".join(_answer(example)))
        print(WHERE.format(report=report, kubeconfig=os.environ["KUBECONFIG"]))
    print(f"==> It took {time.monotonic() - started:.0f} s", flush=True)
    return code


def _answer(example: Path) -> list[str]:
    """What to choose for each traffic, with both amounts; nothing where no traffic is given."""
    found = kubectl("-n", NAMESPACE, "get", "mbench", example.stem, "-o", "json")
    sentences = recommendation(parse_benchmark(json.loads(found)).status)
    lines = [line for one in sentences for line in textwrap.wrap(one, 78, break_on_hyphens=False)]
    return ["", "The answer:", *(f"  {line}" for line in lines)] if lines else []


def _run(example: Path, report: Path) -> int:
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "modelbench.cli", "run", "--replace", "-n", NAMESPACE]
    files = ["-f", str(example), "--report", str(report)]
    return subprocess.run([*command, *files], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
