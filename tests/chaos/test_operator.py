"""The operator may die at any moment, live twice, be renewed, and have any clock."""

import time
from datetime import datetime, timedelta

import pytest

from tests.chaos import faults, victim
from tests.chaos.fragile_operator import FailingApi, KillingApi, drive
from tests.e2e.benchmarks import wait_until
from tests.e2e.test_queue import kill_operator


def test_killed_before_and_after_every_write(benchmarks, settings, no_operator, row):
    must = "0 trials lost, 0 doubled, 0 orphans, one start, one runner"
    with row("operator killed at every point between two API calls of a run", must) as seen:
        api = KillingApi()
        victim.create(benchmarks)
        starts = drive(api, settings, benchmarks, 900)
        seen.append(f"{api.kills} kills, before and after each of {len(api.seen)} writes")
        seen.append(victim.check(benchmarks))
        assert len(starts) == 1, f"it was started {len(starts)} times"
        assert len(faults.runner_pods(benchmarks)) == 1, "more than one runner"
        victim.check_gone(benchmarks)


def test_killed_every_20_seconds(benchmarks, row):
    with row("operator killed every 20 s through a run", "0 lost, 0 doubled, same answer") as seen:
        victim.create(benchmarks)
        kills, deadline = 0, time.monotonic() + 900
        while benchmarks.condition()["status"] in ("absent", "Unknown"):
            assert time.monotonic() < deadline, "it does not end"
            time.sleep(20)
            kill_operator()
            kills += 1
        seen.append(f"{kills} kills")
        seen.append(victim.check(benchmarks))
        assert len(faults.runner_pods(benchmarks)) == 1
        victim.check_gone(benchmarks)


def test_bursts_of_429_500_and_503(benchmarks, settings, no_operator, row):
    must = "everything goes on, nothing ends for it"
    with row("20 s of 429, 500 and 503 for the operator, every 35 s", must) as seen:
        api = FailingApi()
        victim.create(benchmarks)
        drive(api, settings, benchmarks, 900)
        seen.append(f"{api.failures} refused calls")
        seen.append(victim.check(benchmarks))
        assert len(faults.runner_pods(benchmarks)) == 1


def test_two_operators(benchmarks, row):
    must = "no doubled run, one measures at a time"
    with row("two operators at once", must) as seen:
        try:
            faults.scale_operator(2)
            for name in ("first", "second"):
                victim.create(benchmarks, name)
            statuses = [benchmarks.wait_finished(name) for name in ("first", "second")]
        finally:
            faults.scale_operator(1)
        seen += [victim.check(benchmarks, name=name) for name in ("first", "second")]
        assert len(faults.runner_pods(benchmarks)) == 2, "more than one runner each"
        ends = sorted(datetime.fromisoformat(one["completionTime"]) for one in statuses)
        begins = sorted(datetime.fromisoformat(one["startTime"]) for one in statuses)
        assert ends[0] <= begins[1], "both measured at the same time"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps(benchmarks, settings, no_operator, row, hours):
    must = "no doubled run" if hours < 0 else "DeadlineExceeded, once, with nothing left"
    with row(f"the operator's clock jumps by {hours:+d} h in mid-run", must) as seen:
        victim.create(benchmarks)

        def shift():
            jumped = benchmarks.samples().trials
            return timedelta(hours=hours if jumped else 0)

        starts = drive(FailingApi(0, 1), settings, benchmarks, 900, shift=shift)
        assert len(starts) == 1, f"it was started {len(starts)} times"
        if hours < 0:
            seen.append(victim.check(benchmarks))
            assert len(faults.runner_pods(benchmarks)) == 1
        else:
            # Its runner is removed before it can tell that it has ended.
            assert benchmarks.condition()["reason"] == "DeadlineExceeded"
            seen.append("DeadlineExceeded")
        wait_until(lambda: not faults.runner_pods(benchmarks, running=True), 60, "no runner")
        victim.check_gone(benchmarks)


def test_crd_applied_again_and_operator_renewed(benchmarks, row):
    must = "clean: same runner, 0 lost, 0 doubled"
    with row("CRD re-applied and operator renewed in mid-run", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept = benchmarks.samples()
        faults.kubectl("replace", "-f", "crds/modelbench.dev_modelbenchmarks.yaml")
        faults.restart_operator()
        seen.append(victim.check(benchmarks, kept))
        assert len(faults.runner_pods(benchmarks)) == 1
