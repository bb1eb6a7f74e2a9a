"""Specs at random, by the CRD's schema alone: most of what the API server may be given."""

import random
from typing import Any

_NAME = "abcdefgh"
_TEXT = "aZ09 ./:_-=%äß漢\\\"'"


def random_spec(schema: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A spec with its required fields and some of the others, within their bounds.

    Half of them are made valid where rules span fields, so that many are taken.
    """
    spec = _value(schema, chance, 0)
    spec["suspend"] = True
    if chance.random() < 0.7:
        _mend(spec, schema, chance)
    return spec


def _mend(spec: dict[str, Any], schema: dict[str, Any], chance: random.Random) -> None:
    """Give names, images and choices that the rules ask for."""
    spec["model"]["image"] = "registry.example.com/a:1"
    for name in ("expectedJSONPath", "bodyFrom", "bodies", "headers"):
        spec["model"]["request"].pop(name, None)
    for name in ("objectives", "traffic", "variants"):
        spec.pop(name, None)
    if chance.random() < 0.5:
        parts = schema["properties"]["variants"]["items"]["properties"]
        mode = chance.choice(["serverless", "containerized"])
        settings = _value(parts[mode], chance, 1)
        settings.pop("lambda", None)
        spec["variants"] = [{"name": f"v{n}", mode: settings} for n in range(chance.randint(1, 3))]
    if chance.random() < 0.5:
        spec["objectives"] = [{"metric": "containerized.coldStart.p95", "maximumMilliseconds": 100}]
    if chance.random() < 0.5:
        spec["traffic"] = [{"name": "t", "requestsPerSecond": chance.choice([1, 7, 200])}]
    for name in ("containerConcurrency", "targetConcurrency", "lambda", "minScale"):
        spec.get("serverless", {}).pop(name, None)


def _value(schema: dict[str, Any], chance: random.Random, depth: int) -> Any:
    if "enum" in schema:
        return chance.choice(schema["enum"])
    has_no_type = "type" not in schema and "pattern" in schema
    if schema.get("x-kubernetes-int-or-string") or has_no_type:
        numbers = [0.02, True] if has_no_type else []
        texts = ["100m", "1", "64Mi", "1.5Gi", 2, "131072Ki", "2e3", "1500000u"]
        return chance.choice([*texts, *numbers])
    return _MAKERS[schema.get("type", "object")](schema, chance, depth)


def _object(schema: dict[str, Any], chance: random.Random, depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties", {}), schema.get("required", ())
    share = 0.15 if depth else 0.3
    found = {
        name: _value(part, chance, depth + 1)
        for name, part in properties.items()
        if name in required or chance.random() < share
    }
    least = schema.get("minProperties", 0)
    if properties and len(found) < least:
        name = chance.choice(list(properties))
        found[name] = _value(properties[name], chance, depth + 1)
    if isinstance(schema.get("additionalProperties"), dict):
        names = chance.sample(["cpu", "memory"], chance.randint(0, 2))
        found |= {name: _value(schema["additionalProperties"], chance, depth + 1) for name in names}
    return found


def _array(schema: dict[str, Any], chance: random.Random, depth: int) -> list[Any]:
    least = schema.get("minItems", 0)
    count = chance.randint(least, max(least, min(3, schema.get("maxItems", 3))))
    return [_value(schema["items"], chance, depth + 1) for _ in range(count)]


def _integer(schema: dict[str, Any], chance: random.Random, _depth: int) -> int:
    least, most = schema.get("minimum", 0), schema.get("maximum", 10000)
    near = min(most, least + 20)
    return chance.choice([least, chance.randint(least, near), chance.randint(least, most)])


def _string(schema: dict[str, Any], chance: random.Random, _depth: int) -> str:
    pattern = schema.get("pattern", "")
    most, least = schema.get("maxLength", 30), schema.get("minLength", 0)
    length = chance.randint(max(least, 1), max(1, min(most, 12)))
    if pattern and "/" in pattern[:4]:
        return "/" + "".join(chance.choices(_NAME, k=length))
    if pattern and ("0-9" in pattern[:8] or "\\d" in pattern[:8]) and "a-z" not in pattern:
        return str(chance.choice(["0", "0.5", "1", "12.25", "99"]))
    return "".join(chance.choices(_NAME if pattern else _TEXT, k=length))


_MAKERS = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "string": _string,
    "boolean": lambda _schema, chance, _depth: chance.random() < 0.5,
    "number": lambda _schema, chance, _depth: chance.random(),
}
