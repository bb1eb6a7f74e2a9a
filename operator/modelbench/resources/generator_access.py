"""Who may ask a benchmark's generators to send, and where they send: its runner, its variants."""

import base64
import json
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.mode import Mode
from modelbench.api.names import Role
from modelbench.api.variants import Variant, variants_of
from modelbench.resources.metadata import Manifest, child_metadata

TOKEN_VARIABLE = "MODELBENCH_TOKEN"  # noqa: S105
TARGETS_VARIABLE = "MODELBENCH_TARGETS"
"""JSON: the names of the Services that may be sent to, and whether the ingress tells them apart,
or the name of that ingress."""

_KEY = "token"


def generators_secret(benchmark: Benchmark, token: str) -> Manifest | None:
    """A Secret with the word that runner and generators share; None when the runner sends alone.

    Its name has a part of the uid, so that it is none of an earlier benchmark of the same name.
    """
    if benchmark.spec.load.generators == 1:
        return None
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": child_metadata(benchmark, secret_name(benchmark), Role.GENERATOR),
        "immutable": True,
        "data": {_KEY: base64.b64encode(token.encode()).decode()},
    }


def secret_name(benchmark: Benchmark) -> str:
    """The name of that Secret."""
    return f"{benchmark.names.generators}-{benchmark.metadata.uid[:8]}"


def token_variable(benchmark: Benchmark) -> dict[str, Any]:
    """The environment variable with that word. The kubelet reads it, so that no pod has a right to.

    It is not there when the runner sends alone.
    """
    reference = {"name": secret_name(benchmark), "key": _KEY}
    return {"name": TOKEN_VARIABLE, "valueFrom": {"secretKeyRef": reference}}


def targets_variable(benchmark: Benchmark, gateway: str | None = None) -> dict[str, str]:
    """The environment variable that says where generators may send.

    ``gateway`` is the name in DNS of what containerized variants may be behind.
    """
    found = {
        f"{name}.{benchmark.metadata.namespace}.svc": _ingress(variant, gateway)
        for variant in variants_of(benchmark.spec)
        for name in _services(benchmark, variant)
    }
    return {"name": TARGETS_VARIABLE, "value": json.dumps(found)}


def _ingress(variant: Variant, gateway: str | None) -> bool | str:
    if variant.is_behind_gateway and gateway is not None:
        return gateway
    return variant.mode is Mode.SERVERLESS


def _services(benchmark: Benchmark, variant: Variant) -> list[str]:
    names = benchmark.names
    if variant.mode is Mode.CONTAINERIZED:
        return [names.variant(variant.name), names.start(variant.name)]
    lanes = benchmark.spec.scenarios.lanes if variant.scales_to_zero else 1
    return [names.variant(variant.name, lane) for lane in range(1, lanes + 1)]
