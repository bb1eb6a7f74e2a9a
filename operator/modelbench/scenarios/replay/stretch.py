"""The requests of the stretch that a spec asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from modelbench.api.choices import Traffic
from modelbench.api.scenarios.replay import Replay
from modelbench.api.spec import Spec
from modelbench.api.trace import StoredTrace
from modelbench.traffic.instants import instants_of
from modelbench.traffic.profiles import traffic_of

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


def stretch_of(spec: Spec, traces: Iterable[StoredTrace] = ()) -> ReplayStretch | None:
    """The same instants for every variant; None where no replay is asked for. ``traces`` are those
    of the samples.

    StopIteration when no profile has the name: the API refuses that. FormatError when its trace is
    none of those.
    """
    asked = spec.scenarios.replay
    if asked is None:
        return None
    profile = next(one for one in spec.traffic if one.name == asked.traffic)
    return _stretch(traffic_of(profile, traces), asked)


@cache
def _stretch(traffic: Traffic, asked: Replay) -> ReplayStretch:
    found = instants_of(traffic, asked.start_seconds, asked.duration_seconds, asked.seed)
    if len(found) <= MOST_REQUESTS:
        return ReplayStretch(found, float(asked.duration_seconds))
    return ReplayStretch(found[:MOST_REQUESTS], found[MOST_REQUESTS], is_cut=True)
