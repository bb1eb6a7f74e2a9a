"""Kubernetes' quantities as exact numbers."""

from decimal import Decimal

_SUFFIXES = {
    "m": Decimal("0.001"),
    "": Decimal(1),
    **{name: Decimal(1000) ** power for power, name in enumerate(("k", "M", "G", "T"), 1)},
    **{name: Decimal(1024) ** power for power, name in enumerate(("Ki", "Mi", "Gi", "Ti"), 1)},
}


def quantity(text: str | int) -> Decimal:
    """A quantity such as ``250m``, ``1.5`` or ``128Mi`` in its base unit."""
    digits = str(text).rstrip("mkMGTi")
    return Decimal(digits) * _SUFFIXES[str(text)[len(digits) :]]
