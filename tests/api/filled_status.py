"""A status in which no field is absent, made from the structs themselves."""

from modelbench.api.status import Status
from msgspec import inspect

# What the API server takes only in one form of its own, which the structs leave open.
TEXTS = {
    "startTime": "2026-01-01T00:00:00Z",
    "completionTime": "2026-01-01T00:10:00Z",
    "lastTransitionTime": "2026-01-01T00:00:00Z",
    "billing": "Capacity",
}
# Matches no other pattern than that of a decimal, and only the condition's type has another.
DECIMAL, TYPE = "-1.5", "Type"


def filled_status():
    """The document: each list has one item, each map one entry."""
    return value_of("status", inspect.type_info(Status))


def value_of(name, kind):
    """A value of the type; ``name`` is that of the field."""
    match kind:
        case inspect.UnionType(types=types):
            return value_of(name, types[0])
        case inspect.StructType(fields=fields):
            return {field.encode_name: value_of(field.encode_name, field.type) for field in fields}
        case inspect.VarTupleType(item_type=item):
            return [value_of(name, item)]
        case inspect.DictType(value_type=value):
            return {"key": value_of(name, value)}
        case inspect.EnumType(cls=cls):
            return str(next(iter(cls)))
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StrType(pattern=pattern):
            patterned = TYPE if pattern and pattern.startswith("^[A-Z]") else DECIMAL
            return patterned if pattern else TEXTS.get(name, "a")
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 1
    raise AssertionError(f"{name}: {kind}")
