"""The bounds of a status, and how a value that outgrows them is cut.

``crds/`` has the same bounds, which a test holds against these: the API server refuses a whole
status for one text that is too long, and with it all figures of a run.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect
from msgspec.structs import replace

T = TypeVar("T", bound=msgspec.Struct)

_LARGEST = 2**63 - 1
"""The CRD's ``format: int64``."""

_ELLIPSIS = "…"
_OTHERS = "others"

_Cut = Callable[[Any], Any]


class Keep(StrEnum):
    """Which items of a list that is too long stay."""

    FIRST = "first"
    LAST = "last"
    MOST_FREQUENT = "mostFrequent"
    """Items with the largest ``count`` are kept; one item called "others" stands for the rest."""


class UnfitError(ValueError):
    """A value has no form within its bounds."""


def most(length: int, *keys: str, keep: Keep = Keep.FIRST) -> msgspec.Meta:
    """At most so many items, of which no two have the same ``keys``, attributes of an item."""
    return msgspec.Meta(max_length=length, extra={"keys": keys, "keep": keep})


def text(length: int) -> msgspec.Meta:
    """At most so many characters."""
    return msgspec.Meta(max_length=length)


def within_bounds(value: T) -> T:
    """The same struct, cut where it outgrows its bounds.

    Texts end with an ellipsis. A value that cannot be shortened, such as a number, is left out, and
    with it the item of a list that cannot be without it. UnfitError when nothing is left.
    """
    cut: T = _cut_of(type(value))(value)
    return cut


@cache
def _cut_of(kind: Any) -> _Cut:
    return _cut(inspect.type_info(kind))


def _cut(kind: inspect.Type, extra: Mapping[str, Any] | None = None) -> _Cut:
    match kind:
        case inspect.Metadata():
            return _cut(kind.type, kind.extra)
        case inspect.UnionType():
            inner = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
            return _optional(_cut(inner))
        case inspect.StructType():
            return _struct(kind)
        case inspect.VarTupleType():
            return _list(kind, extra or {})
        case inspect.DictType():
            return _mapping(kind)
        case inspect.StrType():
            return _text(kind)
        case inspect.IntType():
            return _integer
    return _unchanged


def _unchanged(value: Any) -> Any:
    return value


def _integer(value: int) -> int:
    if abs(value) > _LARGEST:
        raise UnfitError(f"{value:.3g} is too large")
    return value


def _optional(cut: _Cut) -> _Cut:
    return lambda value: None if value is None else cut(value)


def _text(kind: inspect.StrType) -> _Cut:
    length, pattern = kind.max_length, kind.pattern and re.compile(kind.pattern)

    def cut(value: str) -> str:
        if pattern and not (pattern.fullmatch(value) and len(value) <= (length or len(value))):
            raise UnfitError(f"{value[:64]!r} does not match {pattern.pattern}")
        return value if length is None else shortened(value, length)

    return cut


def shortened(value: str, length: int) -> str:
    """At most so many characters of a text, the last of which tells that it was cut."""
    return value if len(value) <= length else value[: length - 1] + _ELLIPSIS


def _struct(kind: inspect.StructType) -> _Cut:
    cuts = {field.name: (field, _cut(field.type)) for field in kind.fields}

    def cut(value: Any) -> Any:
        changed = {}
        for name, (field, inner) in cuts.items():
            before = getattr(value, name)
            after = _fitting(field, inner, before)
            if after is not before:
                changed[name] = after
        return replace(value, **changed) if changed else value

    return cut


def _fitting(field: inspect.Field, cut: _Cut, value: Any) -> Any:
    try:
        return cut(value)
    except UnfitError:
        if field.required:
            raise
        return field.default


def _mapping(kind: inspect.DictType) -> _Cut:
    inner, length = _cut(kind.value_type), kind.max_length

    def cut(value: Mapping[str, str]) -> Mapping[str, str]:
        found = {name: inner(text) for name, text in list(value.items())[:length]}
        return value if found == value else found

    return cut


def _list(kind: inspect.VarTupleType, extra: Mapping[str, Any]) -> _Cut:
    inner, length = _cut(kind.item_type), kind.max_length
    keys, keep = extra.get("keys", ()), extra.get("keep", Keep.FIRST)

    def cut(value: tuple[Any, ...]) -> tuple[Any, ...]:
        fitting = tuple(_items(inner, value))
        if keep is Keep.MOST_FREQUENT:
            found = _most_frequent(fitting, keys[0], length or len(fitting))
        else:
            distinct = _distinct(fitting, keys)
            found = distinct[-(length or 0) :] if keep is Keep.LAST else distinct[:length]
        same = len(found) == len(value) and all(map(_is, found, value))
        return value if same else found

    return cut


def _is(one: Any, other: Any) -> bool:
    return one is other


def _items(cut: _Cut, items: Iterable[Any]) -> Iterable[Any]:
    for item in items:
        try:
            yield cut(item)
        except UnfitError:
            continue


def _distinct(items: tuple[Any, ...], keys: tuple[str, ...]) -> tuple[Any, ...]:
    """The first of those that have the same keys: a cut may have made two names the same."""
    if not keys:
        return items
    found: dict[tuple[Any, ...], Any] = {}
    for item in items:
        found.setdefault(tuple(getattr(item, key) for key in keys), item)
    return items if len(found) == len(items) else tuple(found.values())


def _most_frequent(items: tuple[Any, ...], key: str, length: int) -> tuple[Any, ...]:
    """No count is lost: those of the same name are added up, and so are those that go."""
    counts: Counter[str] = Counter()
    for item in items:
        counts[getattr(item, key)] += item.count
    if len(counts) == len(items) <= length:
        return items
    kept = Counter(dict(counts.most_common(length - 1 if len(counts) > length else length)))
    kept[_OTHERS] += counts.total() - kept.total()
    made = ((name, min(count, _LARGEST)) for name, count in kept.items() if count)
    return tuple(replace(items[0], **{key: name, "count": count}) for name, count in made)
