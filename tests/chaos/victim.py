"""A short benchmark that faults are done to, and what must be true of it afterwards."""

from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import TrialKind

SETTINGS = {"trials": 3, "maxTrials": 3, "lanes": 2}
# A warm-up and three trials of each of two variants.
GOOD = 8


def create(benchmarks, name="candidate", **spec):
    benchmarks.create(name, cold_start=SETTINGS, **spec)


def check(benchmarks, kept: Samples | None = None, *, warm_ups=2, name="candidate"):
    """AssertionError when a trial was lost, doubled or repeated; a sentence with the figures.

    A runner that begins anew adds a warm-up of each variant.
    """
    benchmarks.wait_succeeded(name)
    trials = benchmarks.samples(name).trials
    assert [trial.order for trial in trials] == list(range(1, len(trials) + 1)), "order"
    if kept is not None:
        assert trials[: len(kept.trials)] == kept.trials, "stored trials have changed"
    accepted = [trial for trial in trials if trial.accepted]
    measured = [trial for trial in accepted if trial.kind is TrialKind.MEASURED]
    assert len(measured) == GOOD - 2, f"{len(measured)} trials count, not {GOOD - 2}"
    extra = len(accepted) - len(measured)
    assert extra <= warm_ups, f"{extra} warm-ups, not {warm_ups}"
    rejected = [trial.rejection for trial in trials if not trial.accepted]
    words = f"Succeeded with {len(measured)} of {GOOD - 2} trials and {extra} warm-ups"
    return words + (f", rejected: {', '.join(sorted(rejected))}" if rejected else "")


def check_gone(benchmarks, name="candidate"):
    """AssertionError when more is left of one that has ended than its results and its log."""
    own = {one for one in benchmarks.objects() if f"/{name}" in one}
    kinds = {one.partition("/")[0] for one in own}
    left = kinds - {"modelbenchmark.modelbench.dev", "configmap", "job.batch", "pod"}
    assert not left, f"left: {sorted(own)}"
