"""How the test image behaves, read from environment variables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class InvalidSetting(ValueError):  # noqa: N818  the name says it
    """A variable holds what cannot be meant; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Each field is a variable in capitals: ``startup_delay_seconds`` is STARTUP_DELAY_SECONDS."""

    port: int = 8080
    startup_delay_seconds: float = 0.0
    """Sleep before listening."""
    service_time_seconds: float = 0.0
    """Sleep before each answer."""
    status: int = 200
    """The status of each answer."""
    failure_ratio: float = 0.0
    """This share of the answers, evenly spread, has the status 500 instead."""
    pause_every_requests: int | None = None
    """With each such number of requests nothing is answered for PAUSE_SECONDS."""
    pause_seconds: float = 2.0
    """How long such a pause is."""
    memory_megabytes: int = 0
    """Allocated and touched before listening, in units of 2**20 bytes."""
    exit_after_seconds: float | None = None
    """Exit with 3, this long after listening has begun."""
    crash_at_start: bool = False
    """Print an error and exit with 3 instead of listening."""
    ignore_sigterm: bool = False
    """Do not end on SIGTERM."""
    png_only: bool = False
    """Answer with 415 whatever is sent that does not begin as a PNG image does."""
    timing_header: bool = False
    """Offer the Modelbench-Timing header; an image that knows nothing of it is the default."""


def read(environment: Mapping[str, str]) -> Settings:
    """The settings; an absent or empty variable means the default.

    Raises:
        InvalidSetting: A variable holds what cannot be meant.
    """
    values = {
        field: _converted(field.upper(), environment[field.upper()], convert)
        for field, convert in _CONVERSIONS.items()
        if environment.get(field.upper())
    }
    return Settings(**values)  # type: ignore[arg-type]


def _converted(name: str, text: str, convert: Callable[[str], object]) -> object:
    try:
        return convert(text)
    except ValueError as error:
        raise InvalidSetting(f"{name} is {text!r}: {error}") from None


def _whole(minimum: int, maximum: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not (text.isascii() and text.isdigit() and minimum <= int(text) <= maximum):
            raise ValueError(f"must be a whole number from {minimum} to {maximum}")
        return int(text)

    return convert


def _decimal(maximum: float) -> Callable[[str], float]:
    message = f"must be a number from 0 to {maximum:g}"

    def convert(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(message) from None
        if not 0 <= number <= maximum:
            raise ValueError(message)
        return number

    return convert


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("must be 0 or 1")
    return text == "1"


_CONVERSIONS: dict[str, Callable[[str], object]] = {
    "port": _whole(1, 65535),
    "startup_delay_seconds": _decimal(3600),
    "service_time_seconds": _decimal(3600),
    "status": _whole(200, 599),
    "failure_ratio": _decimal(1),
    "pause_every_requests": _whole(1, 1_000_000),
    "pause_seconds": _decimal(3600),
    "memory_megabytes": _whole(0, 65536),
    "exit_after_seconds": _decimal(86400),
    "crash_at_start": _switch,
    "ignore_sigterm": _switch,
    "png_only": _switch,
    "timing_header": _switch,
}
