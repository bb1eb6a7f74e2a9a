"""The CRD and the structs say the same: names, types, bounds, and what must be there."""

import pytest
from modelbench.api.earlier_names import EARLIER_LOAD
from modelbench.api.spec import Spec
from modelbench.api.status import Status
from modelbench.api.values import DecimalText
from msgspec import inspect

from tests.unit.made.specs import schema

DECIMAL = inspect.type_info(DecimalText)
TYPES = {inspect.StrType: "string", inspect.IntType: "integer", inspect.BoolType: "boolean"}
PARTS = [("spec", Spec), ("status", Status)]


def pairs(path, kind, part):
    """Each type of a struct with its schema and its dotted path; absent is no type of its own."""
    kind, keys = plain(kind)
    if path.startswith("status"):
        assert keys == part.get("x-kubernetes-list-map-keys", []), path
    yield path, kind, part
    if isinstance(kind, inspect.StructType):
        for field in kind.fields:
            inner = part.get("properties", {}).get(field.encode_name, {})
            yield from pairs(f"{path}.{field.encode_name}", field.type, inner)
    elif isinstance(kind, inspect.VarTupleType):
        yield from pairs(f"{path}[]", kind.item_type, part.get("items", {}))
    elif isinstance(kind, inspect.DictType) and not isinstance(kind.value_type, inspect.AnyType):
        yield from pairs(f"{path}{{}}", kind.value_type, part.get("additionalProperties", {}))


def plain(kind):
    """The type itself, and the keys by which items of a list are told from each other."""
    if isinstance(kind, inspect.UnionType):
        (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
    if isinstance(kind, inspect.Metadata):
        return plain(kind.type)[0], [outside(one) for one in kind.extra["keys"]]
    return kind, []


def outside(name):
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def bound_of(part):
    return part.get("maxLength", part.get("maxItems", part.get("maxProperties")))


@pytest.fixture(params=PARTS, ids=lambda part: part[0])
def found(request):
    name, struct = request.param
    return list(pairs(name, inspect.type_info(struct), schema()["properties"][name]))


def structs(found):
    return [one for one in found if isinstance(one[1], inspect.StructType)]


def type_of(kind):
    match kind:
        case inspect.StructType() | inspect.DictType():
            return "object"
        case inspect.VarTupleType():
            return "array"
        case inspect.EnumType() | inspect.LiteralType():
            return "string"
    return TYPES[type(kind)]


def test_both_have_the_same_fields(found):
    for path, kind, part in structs(found):
        earlier = EARLIER_LOAD if path == "spec.load" else ()
        fields = {field.encode_name for field in kind.fields}
        assert fields.union(earlier) == set(part["properties"]), path


def test_each_field_has_one_type(found):
    for path, kind, part in found:
        assert type_of(kind) == part["type"], path


def test_an_enum_has_the_same_values(found):
    for path, kind, part in found:
        values = {str(one) for one in getattr(kind, "values", ())}
        if isinstance(kind, inspect.EnumType):
            values = {str(one) for one in kind.cls}
        if values:
            assert values == set(part["enum"]), path


def test_a_status_has_no_enum_that_its_struct_lacks(found):
    for path, kind, part in found:
        if path.startswith("status") and "enum" in part:
            assert isinstance(kind, inspect.EnumType | inspect.LiteralType), path


def test_a_bound_of_a_struct_is_that_of_the_crd(found):
    for path, kind, part in found:
        if isinstance(kind, inspect.StrType) and kind.pattern is not None:
            assert (kind.pattern, kind.max_length) == (part["pattern"], part["maxLength"]), path


def test_all_that_a_status_bounds_is_bounded_in_its_struct(found):
    for path, kind, part in found:
        if path.startswith("status") and "enum" not in part:
            assert getattr(kind, "max_length", None) == bound_of(part), path


def test_a_decimal_of_the_status_is_one_in_its_struct(found):
    for path, kind, part in found:
        if path.startswith("status") and part.get("pattern") == DECIMAL.pattern:
            assert kind == DECIMAL, path


def test_what_a_struct_needs_is_required_or_has_a_default(found):
    for path, kind, part in structs(found):
        for field in kind.fields:
            given = field.encode_name in part.get("required", ())
            given |= "default" in part["properties"][field.encode_name]
            assert given or not field.required, f"{path}.{field.encode_name}"


def test_what_the_crd_requires_a_struct_cannot_be_without(found):
    for path, kind, part in structs(found):
        for field in kind.fields:
            if path.startswith("status") and field.encode_name in part.get("required", ()):
                assert field.required, f"{path}.{field.encode_name}"
