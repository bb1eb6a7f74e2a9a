"""A month by simulation: long enough for its error, and no longer.

The ideal model of idle_model counts how often nothing comes for the hold time. What it expects of
requests at these rates is known exactly, and what it finds in the simulated ones is counted beside
the simulation. The simulation's own counts are multiplied by the ratio of both (a control variate):
where the ideal model holds, nothing is left of the simulation's error, and where it does not, most
of it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.environments import Environments
from modelbench.forecast.horizontal_simulation import simulation_of
from modelbench.forecast.idle_model import activity
from modelbench.forecast.many_spells import MOST_TIMES, Sampled, requests_of, sampled, slowed
from modelbench.forecast.outcome import Outcome, distribution
from modelbench.forecast.settling import period_of
from modelbench.forecast.simulation import MOST_QUEUED, BacklogError, Simulation
from modelbench.forecast.tally import Tally
from modelbench.forecast.workload import Workload
from modelbench.traffic.spells import Spell, peak_rate

_MANY_SPELLS = 24
"""A day of hours has so many stretches that each need not be as long."""

_MOST_TIMES_SCALED = 2
MOST_PERIODS = 2_000
"""At rates of less than a request a period these are enough: each request is alone."""

_LEAST_GAPS = 20
"""With fewer starts from zero than this the two models' counts are too rough for their ratio."""


class OverloadError(ValueError):
    """A variant cannot carry the traffic."""


@dataclass(frozen=True)
class Budget:
    """How long to simulate: about so many requests, of all stretches together.

    ``latencies`` says whether their distribution is wanted, too.
    """

    requests: int
    seed: int = 1
    latencies: bool = True


@lru_cache(maxsize=2048)
def month_of_pods(workload: Workload, spells: tuple[Spell, ...], budget: Budget) -> Outcome:
    """A month of pods that an autoscaler, or nobody, starts and ends.

    OverloadError when requests come faster than all of its pods answer.
    """
    check_carries(workload, peak_rate(spells), "at the peak")
    hold = 0.0 if workload.autoscaler is None else workload.autoscaler.hold
    simulation = simulation_of(workload, budget.seed)
    try:
        _run(simulation, workload, spells, workload.settle_seconds, budget)
    except BacklogError as error:
        raise OverloadError(f"more than {MOST_QUEUED} requests wait") from error
    hold += workload.service
    return _outcome(simulation.tally, spells, hold, workload.scales_to_zero, budget.latencies)


@lru_cache(maxsize=2048)
def month_of_requests(
    workload: Workload, keep_seconds: float, spells: tuple[Spell, ...], budget: Budget
) -> Outcome:
    """A month at a provider that bills each request; ``starts`` are initializations."""
    environments = Environments(workload, keep_seconds, budget.seed)
    # At high rates an environment is used again and again, and how long it is kept says little.
    most = budget.requests if len(spells) < _MANY_SPELLS else budget.requests / 4
    settle = min(environments.settle_seconds, most / peak_rate(spells))
    _run(environments, workload, spells, settle, budget)
    hold = keep_seconds + workload.service
    return _outcome(environments.tally, spells, hold, True, budget.latencies)


def check_carries(workload: Workload, peak: float, when: str) -> None:
    """OverloadError when so many requests a second are more than all of its pods answer."""
    most = workload.most_per_second
    if peak >= most:
        raise OverloadError(
            f"{peak:.3g} requests a second come {when}, and its pods answer {most:.3g}"
        )


def _run(
    simulation: Simulation | Environments,
    workload: Workload,
    spells: Sequence[Spell],
    settle: float,
    budget: Budget,
) -> None:
    """First what leads to the state in which the period begins; then whole periods."""
    spells = _longer(spells)
    busy = sum(1 for spell in spells if spell.rate)
    period = period_of(spells, workload, settle, max(1, budget.requests // (2 * busy)))
    if requests_of(period) > _most(workload, budget):
        _run_short(simulation, workload, spells, settle, budget)
        return
    simulation.run(_lead(spells[-1], period[-1], settle), counts=False)
    simulation.steps = 0
    for _ in range(MOST_PERIODS):
        for stretch in period:
            simulation.run(stretch)
        if simulation.steps >= budget.requests:
            break


def _run_short(
    simulation: Simulation | Environments,
    workload: Workload,
    spells: Sequence[Spell],
    settle: float,
    budget: Budget,
) -> None:
    """One period that has too many requests, by a few of its spells and fewer requests."""
    most = _most(workload, budget)
    parts = sampled(spells, workload, settle, budget.requests // (2 * len(spells)), most / 2)
    if not parts:
        period = period_of(spells, workload, settle, budget.requests // (2 * len(spells)))
        parts = (Sampled(_lead(spells[-1], period[-1], settle), period),)
    requests = sum(requests_of((part.lead, *part.stretches)) for part in parts)
    slow = requests / most
    for part in parts:
        simulation.run(slowed(part.lead, workload, slow), counts=False)
        for stretch in part.stretches:
            simulation.run(slowed(stretch, workload, slow))


def _most(workload: Workload, budget: Budget) -> int:
    """Of so many requests a period is made shorter. What a HorizontalPodAutoscaler sees of fewer
    ones is corrected, and it takes long to come to rest, so that its periods have more.
    """
    return budget.requests * (MOST_TIMES if workload.horizontal is None else _MOST_TIMES_SCALED)


def _longer(spells: Sequence[Spell]) -> Sequence[Spell]:
    """A rate that never changes has no period, so that rare requests need not make many."""
    if len(spells) > 1 or not spells[0].rate:
        return spells
    return (Spell(max(spells[0].seconds, 1000 / spells[0].rate), spells[0].rate),)


def _mean_rate(spells: Sequence[Spell]) -> float:
    return sum(s.rate * s.seconds for s in spells) / sum(s.seconds for s in spells)


def _lead(last: Spell, cut: Stretch, settle: float) -> Stretch:
    """Nothing has started before it, however short what counts of the last spell is."""
    return Stretch(min(last.seconds, max(settle, cut.seconds), 2 * settle), last.rate)


def _outcome(
    tally: Tally, spells: Sequence[Spell], hold: float, to_zero: bool, latencies: bool
) -> Outcome:
    month = MONTH_SECONDS / tally.seconds
    starts_by, held_by = 1.0, 1.0
    if to_zero:
        starts_by, held_by = _corrections(tally, spells, hold, month)
    requests = MONTH_SECONDS * _mean_rate(spells)
    cold = (starts_by * tally.cold_from_zero + tally.cold_beside) * month
    return Outcome(
        requests,
        tally.pod_seconds * held_by * month,
        tally.busy_seconds * month * _ratio(requests, tally.requests * month),
        tally.lives * starts_by * month,
        tally.starts * starts_by * month,
        min(cold, requests),
        distribution([*tally.weighted_latencies(starts_by)]) if latencies else None,
    )


def _corrections(
    tally: Tally, spells: Sequence[Spell], hold: float, month: float
) -> tuple[float, float]:
    """By what the starts and the pod-seconds are multiplied."""
    pieces = activity(spells, hold)
    gaps = sum(piece.cold_starts for piece in pieces)
    held = sum(piece.seconds - piece.idle_seconds for piece in pieces)
    if tally.gaps < _LEAST_GAPS:
        return 1.0, 1.0
    return _ratio(gaps, tally.gaps * month), _ratio(held, tally.held * month)


def _ratio(expected: float, found: float) -> float:
    return expected / found if found else 1.0
