"""A month of a trace, by simulation of the trace itself."""

from functools import lru_cache
from random import Random

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.environments import Environments
from modelbench.forecast.horizontal_simulation import simulation_of
from modelbench.forecast.outcome import Outcome, distribution
from modelbench.forecast.simulated import MOST_PERIODS, Budget, OverloadError, check_carries
from modelbench.forecast.simulation import MOST_QUEUED, BacklogError, Simulation
from modelbench.forecast.tally import Tally
from modelbench.forecast.trace_pieces import lead_of, pieces_of
from modelbench.forecast.workload import Workload
from modelbench.traffic.trace_arrivals import Recorded
from modelbench.traffic.trace_counts import busiest_rate

_SUSTAINED_SECONDS = 600.0
"""A shorter rush than ten minutes is a queue that the simulation shows; one that lasts so long is
traffic that the variant cannot carry."""


@lru_cache(maxsize=512)
def trace_of_pods(workload: Workload, recorded: Recorded, budget: Budget) -> Outcome:
    """A month of pods that an autoscaler, or nobody, starts and ends.

    OverloadError when for ten minutes requests come faster than all of its pods answer.
    """
    peak = busiest_rate(recorded.trace, _SUSTAINED_SECONDS) * recorded.factor
    check_carries(workload, peak, "in the busiest ten minutes")
    simulation = simulation_of(workload, budget.seed)
    try:
        _run(simulation, recorded, workload.settle_seconds, budget)
    except BacklogError as error:
        raise OverloadError(f"more than {MOST_QUEUED} requests wait") from error
    return _outcome(simulation.tally, recorded, workload.scales_to_zero, budget.latencies)


@lru_cache(maxsize=512)
def trace_of_requests(
    workload: Workload, keep_seconds: float, recorded: Recorded, budget: Budget
) -> Outcome:
    """A month at a provider that bills each request; ``starts`` are initializations."""
    environments = Environments(workload, keep_seconds, budget.seed)
    settle = min(environments.settle_seconds, budget.requests / recorded.rate)
    _run(environments, recorded, settle, budget)
    return _outcome(environments.tally, recorded, True, budget.latencies)


def _run(
    simulation: Simulation | Environments, recorded: Recorded, settle: float, budget: Budget
) -> None:
    """Whole periods, or pieces of one, each after what leads to it."""
    random = Random(budget.seed)  # noqa: S311 (a simulation needs the same numbers again)
    pieces = pieces_of(recorded, settle, budget.requests, random)
    simulation.steps = 0
    for number in range(MOST_PERIODS):
        for piece in pieces:
            if number == 0 or len(pieces) > 1:
                simulation.run(lead_of(recorded, piece, settle), counts=False)
            simulation.run(piece)
        if simulation.steps >= budget.requests:
            break


def _outcome(tally: Tally, recorded: Recorded, to_zero: bool, latencies: bool) -> Outcome:
    """A sample has not just as many requests as the trace. What goes with the requests is counted
    by them, and pods that are kept by the time.
    """
    month, requests = MONTH_SECONDS / tally.seconds, MONTH_SECONDS * recorded.rate
    a_request = requests / tally.requests if tally.requests else 0.0
    cold = (tally.cold_from_zero + tally.cold_beside) * a_request
    month = a_request if to_zero and tally.requests else month
    return Outcome(
        requests,
        tally.pod_seconds * month,
        tally.busy_seconds * a_request,
        tally.lives * month,
        tally.starts * month,
        min(cold, requests),
        distribution([*tally.weighted_latencies()]) if latencies else None,
    )
