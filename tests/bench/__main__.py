"""``make bench``: measures everything and prints it; exit code 1 when a goal is missed."""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from modelbench.kube.client import KubernetesApi, load_configuration

from tests.bench import created, idle, lanes, load
from tests.bench.result import Result, conclusion, lines, not_measured
from tests.bench.workspace import Workspace, fresh_namespace

Measurement = Callable[[Workspace], list[Result]]
MEASUREMENTS: Mapping[str, Measurement] = {
    "lanes": lanes.measure,
    "delay": load.measure_delay,
    "highest": load.measure_highest,
    "created": created.measure,
    "idle": idle.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 0 when no goal is missed."""
    chosen = parse(arguments)
    load_configuration()
    workspace = Workspace(KubernetesApi())
    with fresh_namespace(workspace.namespace):
        results = [result for name in chosen for result in attempt(name, workspace)]
        print("\n" + "\n".join(lines(result) for result in results))
        print(f"\n==> {conclusion(results)}", flush=True)
    return int(any(result.missed for result in results))


def parse(arguments: Sequence[str] | None = None) -> list[str]:
    """The names of the measurements, in the order in which they are defined."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=[*MEASUREMENTS],
        help="measure only this; may be given several times",
    )
    only = parser.parse_args(arguments).only
    return [name for name in MEASUREMENTS if only is None or name in only]


def attempt(name: str, workspace: Workspace) -> list[Result]:
    """The results of one measurement. One that breaks must not keep the others from being made."""
    began = time.monotonic()
    print(f"==> Measure {name}", flush=True)
    try:
        results = MEASUREMENTS[name](workspace)
    except Exception as error:
        results = [not_measured(name, f"{type(error).__name__}: {error}")]
    for result in results:
        print(f"    {result.name}: {result.value} (goal: {result.goal})")
    print(f"    took {time.monotonic() - began:.0f} s", flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main())
