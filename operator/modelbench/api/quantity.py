"""Kubernetes' quantities as exact numbers: the whole grammar of apimachinery's Quantity."""

import re
from decimal import ROUND_UP, Context, Decimal

from modelbench.api.values import FormatError

_GRAMMAR = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<suffix>[KMGTPE]i|[numkMGTPE]))?"
)
_SUFFIXES = {
    **{name: Decimal(10) ** power for name, power in (("n", -9), ("u", -6), ("m", -3))},
    **{name: Decimal(1000) ** power for power, name in enumerate("kMGTPE", 1)},
    **{f"{name}i": Decimal(1024) ** power for power, name in enumerate("KMGTPE", 1)},
}

# As the API server has it: what is larger is capped, what is finer is rounded away from zero.
_LARGEST = Decimal(2**63 - 1)
_FINEST = Decimal("1e-9")

# Beyond these every number is capped or rounded, so that no power of ten grows without bound.
_MOST_EXPONENT = 64

_EXACT = Context(prec=4096, rounding=ROUND_UP)
"""No number that fits into a field of a resource has so many digits."""


def quantity(text: str | int) -> Decimal:
    """A quantity such as ``250m``, ``1.5``, ``1e3`` or ``131072Ki`` in its base unit.

    FormatError when ``text`` is not one.
    """
    found = _GRAMMAR.fullmatch(str(text))
    if found is None:
        raise FormatError(f"{str(text)[:64]!r} is not a quantity")
    return _stored(_EXACT.multiply(Decimal(found["number"]), _factor(found)))


def _factor(found: re.Match[str]) -> Decimal:
    if found["exponent"] is not None:
        digits = found["exponent"].lstrip("+-").lstrip("0")
        size = _MOST_EXPONENT if len(digits) > 2 else min(int(digits or "0"), _MOST_EXPONENT)
        return Decimal(1).scaleb(-size if found["exponent"].startswith("-") else size)
    return _SUFFIXES[found["suffix"]] if found["suffix"] else Decimal(1)


def _stored(value: Decimal) -> Decimal:
    """The number as the API server stores it."""
    if abs(value) >= _LARGEST:
        return _LARGEST.copy_sign(value)
    rounded = _EXACT.quantize(value, _FINEST)
    return value if rounded == value else rounded
