"""The base of all documents: frozen structs that are their own parsers.

A field has one definition, its attribute; outside of Python its name is camelCase. What is not
known is None or empty, and absent from the document. Unknown fields are refused with their path.
"""

from typing import Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")


class Value(
    msgspec.Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True
):
    """A part of a document that is known whole."""


DecimalText = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", max_length=64)]
"""An exact number: JSON has only binary floats, and API conventions allow none."""

VARIANT_PATTERN = "[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*"
VariantName = Annotated[str, msgspec.Meta(pattern=f"^{VARIANT_PATTERN}$", max_length=30)]
"""The name of a variant, which is a part of the names of its children."""


class FormatError(ValueError):
    """A document is not what it should be; the message names the field."""


def parse(type_: type[T], document: Any, where: str) -> T:
    """Read ``document``, whose place is called ``where`` in messages. FormatError when wrong."""
    try:
        return msgspec.convert(document, type_)
    except msgspec.ValidationError as error:
        raise FormatError(_placed(str(error), where)) from error


def dump(value: Any) -> Any:
    """The JSON form of a struct: dictionaries, lists, strings, numbers."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _placed(message: str, where: str) -> str:
    """msgspec tells the place last, as ``- at `$.a.b```; people look for it first."""
    text, _, place = message.partition(" - at `$")
    return f"{where}{place.rstrip('`')}: {text}"
