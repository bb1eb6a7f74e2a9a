"""A status in which no field is absent, made from the structs themselves."""

from modelbench.api.status import Status
from msgspec import inspect

# What the API server takes only in one form of its own, which the structs leave open.
TEXTS = {
    "startTime": "2026-01-01T00:00:00Z",
    "completionTime": "2026-01-01T00:10:00Z",
    "lastTransitionTime": "2026-01-01T00:00:00Z",
}
# The beginning of each pattern, and what matches it.
PATTERNED = {"^-?[0-9]": "-1.5", "^[A-Z]": "Type", "^[a-z]": "serverless", "^([a-z]": "serverless"}


def filled_status():
    """The document: each list has one item, each map one entry."""
    return value_of("status", inspect.type_info(Status))


def value_of(name, kind):
    """A value of the type; ``name`` is that of the field."""
    match kind:
        case inspect.Metadata(type=inner):
            return value_of(name, inner)
        case inspect.UnionType(types=types):
            return value_of(name, types[0])
        case inspect.StructType(fields=fields):
            return {field.encode_name: value_of(field.encode_name, field.type) for field in fields}
        case inspect.VarTupleType(item_type=item):
            return [value_of(name, item)]
        case inspect.DictType(value_type=value):
            return {"key": value_of(name, value)}
    return scalar_of(name, kind)


def scalar_of(name, kind):
    """A value of a type that has no parts."""
    match kind:
        case inspect.EnumType(cls=cls):
            return str(next(iter(cls)))
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StrType(pattern=pattern):
            return patterned(pattern) if pattern else TEXTS.get(name, "a")
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 1
    raise AssertionError(f"{name}: {kind}")


def patterned(pattern):
    """A text that matches the pattern."""
    return next(text for begin, text in PATTERNED.items() if pattern.startswith(begin))
