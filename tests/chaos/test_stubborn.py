"""An image that ignores SIGTERM is measured as one that obeys it, and in as much time."""

import itertools
from statistics import median

from modelbench.api.scenarios.cold_start import Instant
from modelbench.statistics.shift import shift_of

from tests.e2e.benchmarks import BOTH

COLD_START = {"trials": 8, "maxTrials": 8, "lanes": 2}
# The revision's whole timeout is 60 s: whoever waits for it takes longer than that.
MOST_LONGER_SECONDS = 15
# Of the two variants one in a hundred runs goes wrong by chance.
LEAST_P = 0.005


def trials(benchmarks, name, variant):
    return [trial for trial in benchmarks.samples(name).of(variant) if trial.accepted]


def interval_seconds(found):
    """From one trial to the next, as a median."""
    begins = [trial.stamps[Instant.INTENDED].nanoseconds for trial in found]
    return median(later - earlier for earlier, later in itertools.pairwise(begins)) / 1e9


def milliseconds(found):
    return [trial.total_nanoseconds / 1e6 for trial in found[1:]]


def test_an_image_that_ignores_sigterm(benchmarks, two_at_once, row):
    must = "no trial takes longer, the same cold starts as of one that obeys, at the same time"
    with row("image that ignores SIGTERM", must) as seen:
        benchmarks.create("obeys", cold_start=COLD_START)
        benchmarks.create("stubborn", cold_start=COLD_START, env={"IGNORE_SIGTERM": 1})
        for name in ("obeys", "stubborn"):
            benchmarks.wait_succeeded(name, timeout_seconds=1200)
        found = {
            one: [trials(benchmarks, name, one) for name in ("obeys", "stubborn")] for one in BOTH
        }
        longer = {one: [interval_seconds(part) for part in both] for one, both in found.items()}
        shifts = {one: shift_of(*map(milliseconds, both)) for one, both in found.items()}
        for one in BOTH:
            obeys, stubborn = longer[one]
            shift = shifts[one]
            words = f"{one}: a trial every {stubborn:.0f} s beside {obeys:.0f} s"
            seen.append(f"{words}, starts {shift.estimate:+.0f} ms, p = {shift.p_value:.2f}")
        assert all(late - usual < MOST_LONGER_SECONDS for usual, late in longer.values())
        assert all(shift.p_value >= LEAST_P for shift in shifts.values())
