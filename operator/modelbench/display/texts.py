"""Texts from outside as they may be shown: names, messages, a container's last words."""

import re

_UNIT = re.compile(r"(\d) (ms|s|min|MiB|GiB)\b")
_KEPT = ("\n", "\N{NO-BREAK SPACE}")


def printable(text: str) -> str:
    """Leave out what would steer a terminal, turn the direction of a line or is no XML."""
    bad = {ord(c): "\N{REPLACEMENT CHARACTER}" for c in set(text) if not _is_shown(c)}
    return text.translate(bad) if bad else text


def one_line(text: str) -> str:
    """Leave out the breaks of lines, too, so that a message cannot pass as several."""
    return printable(" ".join(text.split()))


def _is_shown(character: str) -> bool:
    return character.isprintable() or character in _KEPT


def glued(text: str) -> str:
    """Numbers stay in one line with their units."""
    return _UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", text)
