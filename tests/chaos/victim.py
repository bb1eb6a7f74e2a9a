"""A short benchmark that faults are done to, and what must be true of it afterwards."""

from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import TrialKind

TRIALS = 3
VARIANTS = 2


def create(benchmarks, name="candidate", *, trials=TRIALS, **spec):
    """A warm-up and so many trials of each of two variants."""
    benchmarks.create(name, cold_start={"trials": trials, "maxTrials": trials, "lanes": 2}, **spec)


def check(
    benchmarks,
    kept: Samples | None = None,
    *,
    warm_ups=VARIANTS,
    trials=TRIALS,
    name="candidate",
):
    """AssertionError when a trial was lost, doubled or repeated; a sentence with the figures.

    A runner that begins anew adds a warm-up of each variant.
    """
    good = VARIANTS * trials
    benchmarks.wait_succeeded(name)
    found = benchmarks.samples(name).trials
    assert [trial.order for trial in found] == list(range(1, len(found) + 1)), "order"
    if kept is not None:
        assert found[: len(kept.trials)] == kept.trials, "stored trials have changed"
    accepted = [trial for trial in found if trial.accepted]
    measured = [trial for trial in accepted if trial.kind is TrialKind.MEASURED]
    assert len(measured) == good, f"{len(measured)} trials count, not {good}"
    extra = len(accepted) - len(measured)
    assert extra <= warm_ups, f"{extra} warm-ups, not {warm_ups}"
    rejected = [trial.rejection for trial in found if not trial.accepted]
    words = f"Succeeded with {len(measured)} of {good} trials and {extra} warm-ups"
    return words + (f", rejected: {', '.join(sorted(rejected))}" if rejected else "")


def check_gone(benchmarks, name="candidate"):
    """AssertionError when more is left of one that has ended than its results and its log."""
    own = {one for one in benchmarks.objects() if f"/{name}" in one}
    kinds = {one.partition("/")[0] for one in own}
    left = kinds - {"modelbenchmark.modelbench.dev", "configmap", "job.batch", "pod"}
    assert not left, f"left: {sorted(own)}"
