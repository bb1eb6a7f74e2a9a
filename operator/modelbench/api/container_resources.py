"""What the container of a model asks for, where the spec says only a part of it, and its checks."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from modelbench.api.measured_check import require
from modelbench.api.quantity import quantity
from modelbench.api.values import FormatError

DEFAULT_REQUESTS: Mapping[str, str] = {"cpu": "100m", "memory": "128Mi"}
"""What a small model needs; in force where the spec names neither a request nor a limit."""


def complete(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The resources with all requests, as Kubernetes has it: a limit is the request left out.

    What is set aside is what is paid for, so manifests and prices must start from the same.
    """
    limits = asked.get("limits", {})
    return {**asked, "requests": {**DEFAULT_REQUESTS, **limits, **asked.get("requests", {})}}


def check_resources(place: str, resources: Mapping[str, Any]) -> None:
    """FormatError with a field's name when a quantity is none, is negative or above its limit."""
    asked, limits = (_amounts(place, resources, kind) for kind in ("requests", "limits"))
    for name, limit in limits.items():
        where = f"{place}.limits[{name}]"
        require(limit >= asked.get(name, limit), where, f"must not be below requests[{name}]")


def _amounts(place: str, resources: Mapping[str, Any], kind: str) -> dict[str, Decimal]:
    asked, where = resources.get(kind), f"{place}.{kind}"
    require(asked is None or isinstance(asked, Mapping), where, "must be an object")
    return {name: _amount(f"{where}[{name}]", value) for name, value in (asked or {}).items()}


def _amount(place: str, value: Any) -> Decimal:
    require(isinstance(value, str | int | float), place, "must be a quantity")
    require(not isinstance(value, bool), place, "must be a quantity")
    try:
        amount = quantity(str(value))
    except FormatError as error:
        raise FormatError(f"{place}: {error}") from error
    require(amount >= 0, place, "must not be negative")
    return amount
