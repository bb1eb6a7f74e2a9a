"""The specs of the benchmarks that are measured."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from tools.kubectl import ROOT

Spec = dict[str, Any]
EXAMPLE = "examples/sample.yaml"
SMALL_IMAGE = "dev.local/modelbench/sample-small:0.1.0"
TEST_MODEL = "dev.local/modelbench/test-model:0.1.0"
REQUEST_SECONDS = 5


def sample_spec(trials: int | None = None) -> Spec:
    """The spec of the example, with the small image; with exactly ``trials`` trials where given."""
    document = yaml.safe_load((ROOT / EXAMPLE).read_text(encoding="utf-8"))
    spec: Spec = document["spec"]
    spec["model"]["image"] = SMALL_IMAGE
    spec["model"]["resources"] = {"requests": {"cpu": "20m", "memory": "64Mi"}}
    if trials is not None:
        spec["scenarios"]["coldStart"] |= {"trials": trials, "maxTrials": trials}
    return spec


def model_spec(scenarios: Mapping[str, Any]) -> Spec:
    """The test model, which answers at once, in the given scenarios."""
    model = {
        "image": TEST_MODEL,
        "readinessPath": "/readyz",
        "request": {"path": "/predict", "body": "{}", "timeoutSeconds": REQUEST_SECONDS},
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
    }
    return {"model": model, "scenarios": dict(scenarios)}


def steady(rates: Sequence[int], rounds: int, seconds: int, warm_up_seconds: int) -> Spec:
    """The steady scenario alone."""
    settings = {
        "ratesPerSecond": list(rates),
        "rounds": rounds,
        "durationSeconds": seconds,
        "warmUpSeconds": warm_up_seconds,
    }
    return {"steady": settings}
