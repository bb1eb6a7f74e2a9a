"""A comparison of two benchmarks in words, from what analysis.comparison_fields makes of it."""

from collections.abc import Iterator, Sequence

from modelbench.display.tables import Fields, Row, Section

_TITLES = {
    "coldStart": "Cold start",
    "phase": "Phases of a cold start",
    "steady": "Steady load",
}
_CHANGES = {
    "Faster": "faster",
    "Slower": "SLOWER",
    "NoDifferenceShown": "no difference shown",
    "TooFew": "too few values",
}
_LONGEST = 48
_HOW = (
    "The shift is the median of all differences with its 95 % interval (Hodges and Lehmann); the "
    "verdict is that of the Mann-Whitney test at 5 %, corrected by Holm for the tests of a table."
)
_ONCE = (
    "Both were measured once: a shown difference is one of these two runs. Whether it is the "
    "change or the machine, another pair tells."
)


def comparison_sections(found: Fields) -> tuple[Section, ...]:
    """What changed, and last in what the two are not alike."""
    parts = (
        *(_durations(found, family) for family in _TITLES),
        _failures(found["failures"]),
        _costs(found["costs"]),
        _recommendations(found["recommendations"]),
        _unlike(found["unlike"]),
    )
    return tuple(section for section in parts if section is not None)


def comparison_verdict(found: Fields) -> str:
    """The comparison in a sentence or two."""
    names = " to ".join(found[side]["name"] for side in ("before", "after"))
    shown = [one for one in found["durations"] if one["family"] != "phase"]
    if not shown:
        return f"From {names}: the two have no duration in common that can be compared."
    parts = [
        f"{change.lower()}: {', '.join(_names(shown, change))}"
        for change in ("Slower", "Faster")
        if _names(shown, change)
    ]
    text = "; ".join(parts) or "no difference is shown that is more than noise"
    return f"From {names}: {text}."


def _names(durations: Sequence[Fields], change: str) -> list[str]:
    return [f"{one['path']} {one['figure']}" for one in durations if one["change"] == change]


def comparison_notes(found: Fields) -> tuple[str, ...]:
    """What to beware of."""
    warnings = [f"Beware, {note}" for note in found["notes"]]
    unlike = [one["field"] for one in found["unlike"] if one["affects"] == "figures"]
    if unlike:
        warnings.append(f"Beware, the two are not alike in {len(unlike)} fields: see above.")
    compared = [_HOW, _ONCE] if found["durations"] else []
    return (*warnings, *compared)


def _durations(found: Fields, family: str) -> Section | None:
    mine = [one for one in found["durations"] if one["family"] == family]
    if not mine:
        return None
    head = (_TITLES[family], "before", "after", "shift", "ratio", "verdict")
    return Section((head, *(_duration_row(one) for one in mine)))


def _duration_row(one: Fields) -> Row:
    label = f"  {one['path']}"
    if one["family"] != "coldStart":
        label += f" {one['figure']}"
    return (
        label,
        _median(one["before"]),
        _median(one["after"]),
        _shift(one),
        _ratio(one),
        _word(one),
    )


def _median(side: Fields) -> str:
    return f"{_number(side['medianMilliseconds'])} ms n={side['values']}"


def _number(value: float) -> str:
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def _shift(one: Fields) -> str:
    text = f"{one['shiftMilliseconds']:+.{0 if abs(one['shiftMilliseconds']) >= 100 else 2}f} ms"
    if "shiftLowerMilliseconds" not in one:
        return f"{text}, no interval"
    ends = (one["shiftLowerMilliseconds"], one["shiftUpperMilliseconds"])
    return f"{text} [{', '.join(_number(end) for end in ends)}]"


def _ratio(one: Fields) -> str:
    if "ratio" not in one:
        return "-"
    if "ratioLower" not in one:
        return f"{one['ratio']:.2f}"
    return f"{one['ratio']:.2f} [{one['ratioLower']:.2f}, {one['ratioUpper']:.2f}]"


def _word(one: Fields) -> str:
    word = _CHANGES[one["change"]]
    return f"{word} (p = {one['correctedPValue']:.2g})" if "correctedPValue" in one else word


def _failures(found: Sequence[Fields]) -> Section | None:
    if not found:
        return None
    rows = [
        (
            f"  {one['path']} at {one['ratePerSecond']}/s",
            *(_share(one[side]) for side in ("before", "after")),
            _overlap(one),
        )
        for one in found
    ]
    return Section((("Failed requests", "before", "after", "intervals"), *rows))


def _share(side: Fields) -> str:
    return f"{side['percent']:.2f} % [{side['lowerPercent']:.2f}, {side['upperPercent']:.2f}]"


def _overlap(one: Fields) -> str:
    known = {True: "overlap", False: "do not overlap", None: "not known"}
    return known[one.get("intervalsOverlap")]


def _costs(found: Sequence[Fields]) -> Section | None:
    if not found:
        return None
    rows = [
        (
            f"  {one['traffic']}, {one['path']} on {one['sheet']}",
            *(_month(one[side], one["currency"]) for side in ("before", "after")),
            _overlap(one),
        )
        for one in found
    ]
    return Section((("Cost of a month", "before", "after", "intervals"), *rows))


def _month(side: Fields, currency: str) -> str:
    text = f"{side['perMonth']} {currency}"
    if "perMonthLower" not in side or side["perMonthLower"] == side["perMonthUpper"]:
        return text
    return f"{text} [{side['perMonthLower']}, {side['perMonthUpper']}]"


def _recommendations(found: Sequence[Fields]) -> Section | None:
    if not found:
        return None
    rows = [
        (
            f"  {one['traffic']}",
            one["before"],
            one["after"],
            "CHANGED" if one["changed"] else "same",
        )
        for one in found
    ]
    return Section((("Recommendation", "before", "after", ""), *rows))


def _unlike(found: Sequence[Fields]) -> Section | None:
    if not found:
        return None
    rows = [(f"  {one['field']}", *_values(one)) for one in found]
    return Section((("Not alike", "before", "after"), *rows))


def _values(one: Fields) -> Iterator[str]:
    for side in ("before", "after"):
        text = " ".join(one.get(side, "-").split())
        yield text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
