"""The runner may be killed, evicted or drained away at any moment."""

import time

import pytest

from tests.chaos import faults, victim
from tests.e2e.benchmarks import wait_until

# Each runner begins a new series, with a warm-up of each of two variants.
WARM_UPS = 2


@pytest.mark.together
def test_killed_once_in_each_phase(benchmarks, row):
    must = "resumed, at most the trial under way lost, 0 doubled"
    with row("runner killed (SIGKILL) while it prepares, opens lanes, and measures", must) as seen:
        victim.create(benchmarks)
        for phase, reached in (
            ("preparing", lambda: faults.runner_pods(benchmarks, running=True)),
            ("opening a lane", lambda: "lane" in benchmarks.status().get("progress", "")),
            ("measuring", lambda: len(benchmarks.samples().trials) >= 2),
        ):
            wait_until(reached, 240, phase)
            kept = benchmarks.samples()
            wait_until(lambda: faults.kill_runner(benchmarks.namespace), 60, "a runner to kill")
            seen.append(f"killed while {phase}, with {len(kept.trials)} trials stored")
        seen.append(victim.check(benchmarks, kept, warm_ups=4 * WARM_UPS))


@pytest.mark.together
def test_evicted_at_each_save(benchmarks, row):
    must = "resumed, at most the trial under way lost, no Job failure"
    with row("runner evicted at each of its first saves of a trial", must) as seen:
        victim.create(benchmarks)
        evictions = 0
        while evictions < 4:
            # A runner that is evicted at its first trial repeats that warm-up for ever.
            benchmarks.wait_trials(2 * (evictions + 1))
            kept = benchmarks.samples()
            for pod in faults.runner_pods(benchmarks, running=True):
                faults.evict(benchmarks, pod)
            evictions += 1
        seen.append(f"{evictions} evictions")
        seen.append(victim.check(benchmarks, kept, warm_ups=(evictions + 1) * WARM_UPS))
        failed = benchmarks.json("get", "job", "candidate-runner")["status"].get("failed", 0)
        seen.append(f"the Job counts {failed} failures")
        assert failed == 0


def test_drained(benchmarks, row):
    must = "resumed, at most the trial under way lost, no Job failure"
    with row("node drained for 20 s in mid-run", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept = benchmarks.samples()
        faults.drain(20)
        seen.append(f"{len(kept.trials)} trials were stored")
        seen.append(victim.check(benchmarks, kept, warm_ups=2 * WARM_UPS))
        failed = benchmarks.json("get", "job", "candidate-runner")["status"].get("failed", 0)
        assert failed == 0, f"{failed} failures of the Job"


@pytest.mark.together
def test_job_deleted(benchmarks, row):
    with row("runner's Job deleted by hand", "made again, resumed, 0 doubled") as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept, began = benchmarks.samples(), time.monotonic()
        benchmarks.kubectl("delete", "job", "candidate-runner")
        wait_until(lambda: faults.runner_pods(benchmarks, running=True), 120, "a new runner")
        seen.append(f"a new runner after {time.monotonic() - began:.0f} s")
        seen.append(victim.check(benchmarks, kept, warm_ups=2 * WARM_UPS))
