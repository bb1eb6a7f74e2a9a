"""Fields that 0.1 had in another place, so that a manifest written for it means what it meant."""

from collections.abc import Mapping
from typing import Any

_EXPECTED = "expectedJSONPath"

EARLIER_LOAD = ("bodies", _EXPECTED)
"""Fields of ``spec.load`` that are read as those of ``spec.model.request``."""


def with_current_names(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the spec with earlier fields in the place where they are read. A wrong type stays."""
    found = dict(spec)
    load, model = found.get("load"), found.get("model")
    if isinstance(load, Mapping) and isinstance(model, Mapping):
        request = model.get("request")
        if isinstance(request, Mapping):
            found["model"] = {**model, "request": _request(request, load)}
            found["load"] = _without(load, *EARLIER_LOAD)
    return found


def _request(request: Mapping[str, Any], load: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bodies of load take the place of a request's one, which only checks sent beside them."""
    expected = {_EXPECTED: load[_EXPECTED]} if _EXPECTED in load else {}
    if "bodies" not in load:
        return {**expected, **request}
    bare = _without(request, "body", "bodyFrom", "bodies")
    return {**expected, **bare, "bodies": [load["bodies"]]}


def _without(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}
