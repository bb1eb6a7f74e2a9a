"""What the simulated autoscaler does at its ticks, request by request."""

from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.simulation import Simulation
from modelbench.forecast.workload import Knative, Workload


def one_at_a_time(window=60.0, service=10.0):
    """A pod answers one request at a time, and 0.7 of one is wanted in it."""
    work = Workload((service,), (0.5,), 1, 30.0, autoscaler=Knative(window, 0.7))
    found = Simulation(work, 1)
    found.run(Stretch(0.0, 0.0))
    found._weight = 1.0
    return found


def test_requests_that_come_while_it_still_panics_are_looked_at_at_the_next_tick():
    """Two pods of one request, empty after 10.5 s; four requests at once need more at once."""
    found = one_at_a_time()
    found.serve([0.1], 30.0)
    assert found.tally.lives == 2
    found.serve([30.1, 30.2, 30.3, 30.4], 40.0)
    assert found.tally.lives > 2


def test_a_panic_window_begins_anew_long_before_the_stable_one():
    """The last pod went at 74.6; ten seconds later one request alone is again one of one bucket."""
    found = one_at_a_time()
    found.serve([0.1], 80.0)
    before = found.tally.lives
    found.serve([85.1], 86.0)
    assert found.tally.lives == before + 2


def test_a_request_on_a_pod_that_ends_keeps_no_other_from_those_that_stay():
    found = one_at_a_time(window=6.0, service=100.0)
    found.serve([0.1, 0.2, 0.3], 4.0)
    assert found._running == 3
    found._stop(found._ready - 1)
    assert found._ready == 1
    assert found._running <= 1
    assert found._running + found._leaving == 3
    found.serve([], 150.0)
    assert (found._running, found._leaving, found._under_way) == (0, 0, 0)
