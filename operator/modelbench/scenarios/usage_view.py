"""Rows of tables on what the pods used: the same under steady load and with users at once."""

from collections.abc import Iterator, Sequence

from modelbench.api.scenarios.steady import RateStatus
from modelbench.api.scenarios.users import UserCountStatus
from modelbench.display.numbers import UNKNOWN
from modelbench.display.tables import Row
from modelbench.scenarios.pod_usage import cores

Used = RateStatus | UserCountStatus


def usage_rows(found: Sequence[Used | None]) -> Iterator[Row]:
    """Rows for all variants side by side; none of what no variant has."""
    if any(one is not None and one.cpu_millicores is not None for one in found):
        yield ("    CPU and memory of the pods", *map(_usage, found))
    if any(one is not None and one.cpu_limit_percent is not None for one in found):
        yield ("    of the model's CPU limit", *map(_limit, found))


def _usage(one: Used | None) -> str:
    if one is None or one.cpu_millicores is None:
        return UNKNOWN
    return f"{one.cpu_millicores}m, {one.memory_mebibytes} MiB"


def _limit(one: Used | None) -> str:
    if one is None or one.cpu_limit_percent is None or one.cpu_limit_millicores is None:
        return UNKNOWN
    return f"{one.cpu_limit_percent}% of {cores(one.cpu_limit_millicores)}"
