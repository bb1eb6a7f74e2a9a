"""The CRD describes the status that the structs are: each field by name, type and bounds."""

from copy import deepcopy

import pytest
from modelbench.api.status import Status
from msgspec import inspect

from tests.unit.made.specs import schema as resource

PLAIN = {
    inspect.IntType: "integer",
    inspect.StrType: "string",
    inspect.BoolType: "boolean",
    inspect.EnumType: "string",
    inspect.LiteralType: "string",
}
BOUNDS = {
    "ge": "minimum",
    "le": "maximum",
    "pattern": "pattern",
    "max_length": "maxLength",
    "min_length": "minLength",
}
"""What a struct says of a number or a text, and what the schema calls it."""


@pytest.fixture
def schema():
    return deepcopy(resource()["properties"]["status"])


def problems(type_, schema, place="status"):
    """In what a schema differs from the type that it describes."""
    if isinstance(type_, inspect.UnionType):
        (type_,) = (one for one in type_.types if not isinstance(one, inspect.NoneType))
    if isinstance(type_, inspect.Metadata):
        type_ = type_.type
    if isinstance(type_, inspect.StructType):
        yield from of_struct(type_, schema, place)
    elif isinstance(type_, inspect.VarTupleType):
        yield from of_list(type_, schema, place)
    elif isinstance(type_, inspect.DictType):
        yield from differing(place, "type", "object", schema.get("type"))
        values = schema.get("additionalProperties", {})
        yield from problems(type_.value_type, values, f"{place}{{}}")
    else:
        yield from of_scalar(type_, schema, place)


def of_struct(type_, schema, place):
    known = schema.get("properties", {})
    fields = {field.encode_name: field for field in type_.fields}
    required = sorted(name for name, field in fields.items() if field.required)
    yield from differing(place, "type", "object", schema.get("type"))
    yield from differing(place, "required", required, sorted(schema.get("required", ())))
    yield from (f"{place}.{name} is not in the schema" for name in fields.keys() - known.keys())
    yield from (f"{place}.{name} is not in the struct" for name in known.keys() - fields.keys())
    for name in fields.keys() & known.keys():
        if not known[name].get("description"):
            yield f"{place}.{name} has no description"
        yield from problems(fields[name].type, known[name], f"{place}.{name}")


def of_list(type_, schema, place):
    yield from differing(place, "type", "array", schema.get("type"))
    if "maxItems" not in schema:
        yield f"{place} has no maxItems"
    elif type_.max_length is not None:
        yield from differing(place, "maxItems", type_.max_length, schema["maxItems"])
    yield from problems(type_.item_type, schema.get("items", {}), f"{place}[]")


def of_scalar(type_, schema, place):
    yield from differing(place, "type", PLAIN.get(type(type_)), schema.get("type"))
    if isinstance(type_, inspect.EnumType):
        values = [str(one) for one in type_.cls]
        yield from differing(place, "enum", sorted(values), sorted(schema.get("enum", ())))
    if isinstance(type_, inspect.LiteralType):
        yield from differing(place, "enum", sorted(type_.values), sorted(schema.get("enum", ())))
    for name, bound in BOUNDS.items():
        if (wanted := getattr(type_, name, None)) is not None:
            yield from differing(place, bound, wanted, schema.get(bound))


def differing(place, what, wanted, found):
    if wanted != found:
        yield f"{place}: {what} is {found}, not {wanted}"


def found(schema):
    return sorted(problems(inspect.type_info(Status), schema))


def test_the_schema_is_that_of_the_structs(schema):
    assert found(schema) == []


def variant(schema):
    return schema["properties"]["variants"]["items"]["properties"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s["properties"].pop("cost"), "status.cost is not in the schema"),
        (
            lambda s: variant(s).update(colour={"type": "string"}),
            "status.variants[].colour is not in the struct",
        ),
        (
            lambda s: variant(s)["mode"].update(enum=["Serverless"]),
            "status.variants[].mode: enum is ['Serverless'], not ['Containerized', 'Serverless']",
        ),
        (
            lambda s: variant(s)["steady"].pop("description"),
            "status.variants[].steady has no description",
        ),
        (
            lambda s: s["properties"]["variants"].pop("maxItems"),
            "status.variants has no maxItems",
        ),
        (
            lambda s: s["properties"]["variants"]["items"].update(required=["name"]),
            "status.variants[]: required is ['name'], not ['mode', 'name']",
        ),
        (
            lambda s: s["properties"]["observedGeneration"].update(type="string"),
            "status.observedGeneration: type is string, not integer",
        ),
        (
            lambda s: s["properties"]["conditions"]["items"]["properties"]["type"].pop("pattern"),
            "status.conditions[].type: pattern is None, not ^[A-Z][A-Za-z0-9]*$",
        ),
    ],
)
def test_a_schema_that_is_not_that_of_the_structs_is_told(schema, change, expected):
    change(schema)
    assert found(schema) == [expected]
