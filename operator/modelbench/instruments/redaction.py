"""Keeps the values of Secrets out of everything that is told."""

from collections.abc import Iterable

_HIDDEN = "***"

_LEAST_CHARACTERS = 4
"""What is shorter is no secret, and would blot out parts of every other word."""

_WORD_CHARACTERS = 8
"""A server may repeat the token alone of ``Bearer TOKEN``; shorter words are common ones."""


class Redaction:
    """Replaces secret values in texts, whole ones and the words of which they consist."""

    def __init__(self, secrets: Iterable[bytes] = ()) -> None:
        found = {part for secret in secrets for part in _parts(secret)}
        # A longer one may hold a shorter one.
        self._parts = sorted(found, key=len, reverse=True)

    def apply(self, text: str) -> str:
        """The text without secrets."""
        for part in self._parts:
            text = text.replace(part, _HIDDEN)
        return text


def _parts(secret: bytes) -> list[str]:
    text = secret.decode(errors="replace").strip()
    words = [word for word in text.split() if len(word) >= _WORD_CHARACTERS]
    return [part for part in (text, *words) if len(part) >= _LEAST_CHARACTERS]
