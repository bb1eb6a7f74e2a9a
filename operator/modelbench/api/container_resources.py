"""What the container of a model asks for, where the spec says only a part of it."""

from collections.abc import Mapping
from typing import Any

DEFAULT_REQUESTS: Mapping[str, str] = {"cpu": "100m", "memory": "128Mi"}
"""What a small model needs; in force where the spec names neither a request nor a limit."""


def complete(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The resources with all requests, as Kubernetes has it: a limit is the request left out.

    What is set aside is what is paid for, so manifests and prices must start from the same.
    """
    limits = asked.get("limits", {})
    return {**asked, "requests": {**DEFAULT_REQUESTS, **limits, **asked.get("requests", {})}}
