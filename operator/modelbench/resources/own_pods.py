"""Where the benchmark's own pods run, and what they may use."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.own_pods import RunnerPods
from modelbench.api.spec import Spec
from modelbench.api.values import dump
from modelbench.resources.metadata import Manifest
from modelbench.resources.pods import OwnImage, pull_secrets_named

_RESOURCES: Mapping[str, Mapping[str, str]] = {
    "requests": {"cpu": "50m", "memory": "96Mi"},
    "limits": {"memory": "512Mi"},
}
"""What runner and generators were seen to need, with room for a large benchmark's samples."""


def runner_pods(spec: Spec, image: OwnImage) -> RunnerPods:
    """What the spec says of the runner's pod, and for the rest what the operator is told."""
    asked, default = spec.runner, image.pods
    return RunnerPods(
        resources=_resources(asked.resources, default.resources, _RESOURCES),
        node_selector=asked.node_selector or default.node_selector,
        tolerations=asked.tolerations or default.tolerations,
        image_pull_secret_names=asked.image_pull_secret_names or default.image_pull_secret_names,
    )


def generator_pods(spec: Spec, image: OwnImage) -> RunnerPods:
    """The same of the generators, which have the runner's image and what is not their own."""
    asked, runner = spec.load.generator_pods, runner_pods(spec, image)
    return RunnerPods(
        resources=_resources(asked.resources, runner.resources),
        node_selector=asked.node_selector or runner.node_selector,
        tolerations=asked.tolerations or runner.tolerations,
        image_pull_secret_names=runner.image_pull_secret_names,
    )


def placement(pods: RunnerPods) -> Manifest:
    """The fields of a pod's spec that say where it runs and with what its image is pulled."""
    found: Manifest = pull_secrets_named(pods.image_pull_secret_names)
    if pods.node_selector:
        found["nodeSelector"] = dict(pods.node_selector)
    if pods.tolerations:
        found["tolerations"] = dump(pods.tolerations)
    return found


def _resources(*layers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each value from the first layer that has it."""
    return {
        part: {name: value for one in reversed(layers) for name, value in one.get(part, {}).items()}
        for part in ("requests", "limits")
    }
