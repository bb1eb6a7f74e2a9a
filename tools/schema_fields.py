"""A CRD's schema as rows and sections of a reference, in the order of the schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
# A section with more fields than this gives each larger part a section of its own.
_LARGE = 25
_PART = 4


@dataclass(frozen=True)
class Field:
    """One field. ``name`` is its path within the section; ``section`` is where its fields are."""

    name: str
    type: str
    default: str
    description: str
    section: str = ""


@dataclass(frozen=True)
class Rule:
    """A CEL rule of the object or field at ``path``."""

    path: str
    message: str
    expression: str


@dataclass(frozen=True)
class Section:
    """An object of the schema. ``same_as`` names an earlier section with the same fields.

    ``defaults`` is False when only the earlier section gives its fields defaults.
    """

    path: str
    description: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    same_as: str = ""
    defaults: bool = True


def sections_of(path: str, schema: Schema) -> list[Section]:
    """The section of a top-level object and those of its parts; each part has its own."""
    known: dict[str, Schema] = {}
    return list(_sections(path, schema, known, whole=True))


def _sections(
    path: str, schema: Schema, known: dict[str, Schema], *, whole: bool = False
) -> Iterator[Section]:
    inner = schema.get("items", schema)
    properties = inner.get("properties", {})
    description = _text(schema)
    same = [other for other in known if _undefaulted(known[other]) == _undefaulted(properties)]
    if same:
        defaults = known[same[0]] == properties
        yield Section(path, description, (), (), same[0], defaults)
        return
    known[path] = properties
    least = 1 if whole else _PART
    split = whole or _count(inner) > _LARGE
    parts = {name: part for name, part in properties.items() if split and _count(part) >= least}
    fields = tuple(_fields(inner, parts, path))
    rules = tuple(_rules(path.removesuffix("[]"), schema, parts))
    yield Section(path, description, fields, rules)
    for name, part in parts.items():
        yield from _sections(f"{path}.{name}{_list_mark(part)}", part, known)


def _undefaulted(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_undefaulted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _undefaulted(part) for name, part in schema.items() if name != "default"}


def _count(schema: Schema) -> int:
    inner = schema.get("items", schema)
    parts = inner.get("properties", {}).values()
    return sum(1 + _count(part) for part in parts)


def _list_mark(schema: Schema) -> str:
    return "[]" if "items" in schema else ""


def _fields(
    schema: Schema, parts: Mapping[str, Schema], path: str, prefix: str = ""
) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        full = f"{prefix}{name}"
        section = f"{path}.{full}{_list_mark(field)}" if name in parts else ""
        default = "**required**" if name in required else _default(field)
        yield Field(full, type_of(field), default, _text(field), section)
        if name not in parts:
            inner = field.get("items", field)
            yield from _fields(inner, {}, path, f"{full}{_list_mark(field)}.")


def _text(schema: Schema) -> str:
    text = " ".join(schema.get("description", "").split())
    pattern = schema.get("pattern")
    return f"{text} Pattern: `{pattern}`".strip() if pattern else text


def _default(schema: Schema) -> str:
    if "default" not in schema:
        return ""
    value = schema["default"]
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return "those of its fields" if not value else f"`{_inline(value)}`"
    return f"`{_inline(value)}`" if value != "" else '`""`'


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return str(value)


def type_of(schema: Schema) -> str:
    """A field's type with its bounds, in words."""
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("x-kubernetes-int-or-string"):
        return _bounded("quantity", schema)
    kind = schema.get("type", "")
    if kind == "array":
        return _bounded(f"list of {_plural(schema['items'])}", schema)
    if "additionalProperties" in schema:
        return f"map of {_plural(schema['additionalProperties'])}"
    if schema.get("format") == "date-time":
        return "time (RFC 3339)"
    return _bounded(kind, schema)


def _plural(schema: Schema) -> str:
    if "enum" in schema:
        return type_of(schema).removeprefix("one of ")
    kind, _, rest = type_of(schema).partition(",")
    plural = "quantities" if kind == "quantity" else f"{kind}s"
    return f"{plural} ({rest.strip()})" if rest else plural


def _bounded(kind: str, schema: Schema) -> str:
    for least, most, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ):
        low, high = schema.get(least), schema.get(most)
        if low is not None and high is not None:
            return f"{kind}, {low} to {high}{unit}"
        if high is not None:
            return f"{kind}, at most {high}{unit}"
        if low is not None:
            return f"{kind}, at least {low}{unit}"
    return kind


def _rules(path: str, schema: Schema, parts: Mapping[str, Schema]) -> Iterator[Rule]:
    """Give the rules of the object, and of the fields below it without a section of their own."""
    for rule in schema.get("x-kubernetes-validations", ()):
        yield Rule(path, " ".join(rule["message"].split()), " ".join(rule["rule"].split()))
    if "items" in schema:
        yield from _rules(f"{path}[]", schema["items"], parts)
    for name, field in schema.get("properties", {}).items():
        if name not in parts:
            yield from _rules(f"{path}.{name}", field, {})
