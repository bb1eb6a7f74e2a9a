"""The requests of the stretch that a spec asks for."""

from dataclasses import dataclass
from functools import cache

from modelbench.api.choices import Traffic
from modelbench.api.scenarios.replay import Replay
from modelbench.api.spec import Spec
from modelbench.traffic.instants import instants_of

MOST_REQUESTS = 20_000
"""The 99th percentile is told by the slowest 200 of so many. The forecast simulates them 40 times,
which then takes ten seconds."""


@dataclass(frozen=True)
class ReplayStretch:
    """When requests come, in seconds from its begin and ascending, and how long it is.

    ``is_cut`` says that it ends early, since it has as many requests as one may have.
    """

    instants: tuple[float, ...]
    seconds: float
    is_cut: bool = False


def stretch_of(spec: Spec) -> ReplayStretch | None:
    """The same instants for every variant; None where no replay is asked for.

    StopIteration when no profile has the name: the API refuses that.
    """
    asked = spec.scenarios.replay
    if asked is None:
        return None
    traffic = next(one.traffic for one in spec.traffic if one.name == asked.traffic)
    return _stretch(traffic, asked)


@cache
def _stretch(traffic: Traffic, asked: Replay) -> ReplayStretch:
    found = instants_of(traffic, asked.start_seconds, asked.duration_seconds, asked.seed)
    if len(found) <= MOST_REQUESTS:
        return ReplayStretch(found, float(asked.duration_seconds))
    return ReplayStretch(found[:MOST_REQUESTS], found[MOST_REQUESTS], is_cut=True)
