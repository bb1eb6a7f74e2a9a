"""Records a benchmark of the cluster as the example of ``modelbench report --example``.

``python -m tools.record NAMESPACE NAME``
"""

import json
import sys
from typing import Any

from modelbench.cli.bundle import RECORDED

from tools.kubectl import kubectl

NAME, NAMESPACE = "example", "default"
_KEPT = ("name", "namespace", "uid", "creationTimestamp")


def recorded(benchmark: dict[str, Any], results: dict[str, Any]) -> dict[str, Any]:
    """The list that ``modelbench report`` reads, under names that say what it is."""
    for one, name in ((benchmark, NAME), (results, f"{NAME}-results")):
        metadata = {key: one["metadata"][key] for key in _KEPT if key in one["metadata"]}
        one["metadata"] = {**metadata, "name": name, "namespace": NAMESPACE}
    # How far it was on the way is no part of the result.
    results.pop("data", None)
    benchmark["status"]["resultsRef"]["name"] = f"{NAME}-results"
    return {"apiVersion": "v1", "kind": "List", "items": [benchmark, results]}


def main(namespace: str, name: str) -> None:
    """Write it from what the cluster has."""
    parts = (f"modelbenchmark/{name}", f"configmap/{name}-results")
    found = json.loads(kubectl("-n", namespace, "get", *parts, "-o", "json"))["items"]
    RECORDED.write_text(json.dumps(recorded(*found), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
