"""The fields of a price sheet, taken one by one: each that is wrong is refused by its name."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from modelbench.api.mode import Mode

_ZERO = Decimal(0)
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
"""Prices need no more digits, and a Decimal keeps 28 of a product."""

_SECONDS_AN_HOUR = 3600
_TEXT_LENGTH = 256
"""The texts stand in every status with a cost, which must stay small."""

_MOST_SIZES = 64
"""Far more than any provider sells; a sheet of a user must not make the runner slow."""


class SheetError(ValueError):
    """A sheet cannot be used; the message begins with the name of the field."""


class SheetFields:
    """Takes the fields of a mapping one by one, and knows those that nobody took."""

    def __init__(self, document: Any, path: str = "") -> None:
        if not isinstance(document, Mapping):
            raise SheetError(f"{path.rstrip('.') or 'the sheet'}: must be a mapping")
        self._left: dict[str, Any] = {str(key): value for key, value in document.items()}
        self.path = path

    def refuse_others(self) -> None:
        """SheetError when something is left."""
        if self._left:
            raise SheetError(f"{self.path}{min(self._left)}: is not a field of a price sheet")

    def names(self) -> tuple[str, ...]:
        """The fields that nobody took yet, sorted."""
        return tuple(sorted(self._left))

    def flag(self, name: str, *, default: bool = True) -> bool:
        """True or false; the default when it is absent."""
        value = self._left.pop(name, default)
        if str(value).lower() not in ("true", "false"):
            raise SheetError(f"{self.path}{name}: must be true or false, not {value!r}")
        return str(value).lower() == "true"

    def text(self, name: str, pattern: str = r"\S(.*\S)?", rule: str = "must be a text") -> str:
        """A text that matches."""
        value = self._take(name)
        if not isinstance(value, str) or len(value) > _TEXT_LENGTH or value == "":
            raise SheetError(f"{self.path}{name}: must be a text of 1 to {_TEXT_LENGTH} characters")
        if not re.fullmatch(pattern, value):
            raise SheetError(f"{self.path}{name}: {rule}, not {value!r}")
        return value

    def date(self, name: str) -> str:
        """A day, as YAML has it or as a text."""
        value = self._take(name)
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise SheetError(f"{self.path}{name}: must be a date such as 2026-03-10") from None

    def one_of(self, name: str, known: list[Any]) -> str:
        """One of the known texts."""
        value = self._take(name)
        if value not in known:
            raise SheetError(f"{self.path}{name}: must be one of {', '.join(known)}")
        return str(value)

    def modes(self, name: str) -> tuple[Mode, ...]:
        """At least one of the modes of a variant."""
        value, known = self._take(name), [str(mode) for mode in Mode]
        if not isinstance(value, list) or not value or any(mode not in known for mode in value):
            raise SheetError(f"{self.path}{name}: must be a list of {' and '.join(known)}")
        return tuple(mode for mode in Mode if mode in value)

    def number(self, name: str, default: Decimal | None = None) -> Decimal:
        """A decimal in quotes, not negative; the default when it is absent."""
        if name not in self._left and default is not None:
            return default
        value = self._take(name)
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise SheetError(f"{self.path}{name}: must be a decimal in quotes, such as '0.25'")
        return Decimal(value)

    def positive(self, name: str, default: Decimal | None = None) -> Decimal:
        """A decimal greater than 0; the default when it is absent."""
        value = self.number(name, default)
        if not value:
            raise SheetError(f"{self.path}{name}: must be greater than 0")
        return value

    def by_second(self, unit: str, *, required: bool) -> Decimal:
        """A price by the second, given as that or by the hour."""
        names = (f"{unit}Second", f"{unit}Hour")
        given = [name for name in names if name in self._left]
        if len(given) > 1 or (required and not given):
            raise SheetError(f"{self.path}{' or '.join(names)}: exactly one of them is required")
        if not given:
            return _ZERO
        return self.number(given[0]) / (1 if given[0] == names[0] else _SECONDS_AN_HOUR)

    def section(self, name: str) -> "SheetFields":
        """The mapping in a field; empty when it is absent."""
        return SheetFields(self._left.pop(name, {}), f"{self.path}{name}.")

    def list_of(self, name: str) -> list["SheetFields"]:
        """The mappings in a list; none when it is absent."""
        value = self._left.pop(name, [])
        if not isinstance(value, list) or len(value) > _MOST_SIZES:
            raise SheetError(f"{self.path}{name}: must be a list of at most {_MOST_SIZES}")
        return [SheetFields(part, f"{self.path}{name}[{n}].") for n, part in enumerate(value)]

    def _take(self, name: str) -> Any:
        if name not in self._left:
            raise SheetError(f"{self.path}{name}: is missing")
        return self._left.pop(name)
