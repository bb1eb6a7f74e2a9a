"""The API server, etcd, the node and its containerd may go away and come back."""

import time

import pytest

from tests.chaos import faults, victim
from tests.e2e.benchmarks import TEST_MODEL, wait_until

STEADY = {"ratesPerSecond": [5], "rounds": 4, "durationSeconds": 15, "warmUpSeconds": 2}


REFUSES = "REJECT --reject-with tcp-reset"
HANGS = "DROP"


def test_api_server_away_again_and_again(benchmarks, row):
    must = "everything goes on; nothing ends for it, 1 runner"
    # Few: controllers that end with each of them are started again later and later.
    faults_done = (
        ("refuses for 10 s", lambda: faults.api_server_away(REFUSES), 10),
        ("hangs for 90 s", lambda: faults.api_server_away(HANGS), 90),
        ("has an etcd that stands still for 20 s", faults.slow_etcd, 20),
    )
    words = ", ".join(one for one, *_ in faults_done)
    with row(f"API server, in one run, {words}", must) as seen:
        victim.create(benchmarks, trials=4)
        for number, (_, fault, seconds) in enumerate(faults_done, start=1):
            benchmarks.wait_trials(2 * number)
            kept = benchmarks.samples()
            with fault():
                time.sleep(seconds)
        seen.append(victim.check(benchmarks, kept, trials=4))
        pods = faults.runner_pods(benchmarks)
        seen.append(f"{len(pods)} runner")
        assert len(pods) == 1


def test_api_server_away_under_load(benchmarks, row):
    must = "a segment with failures of that time is measured again; none counts"
    with row("API server refuses for 20 s under steady load", must) as seen:
        benchmarks.create(scenarios={"steady": STEADY})
        wait_until(lambda: benchmarks.samples().segments, 240, "a segment")
        with faults.api_server_away():
            time.sleep(20)
        benchmarks.wait_succeeded()
        segments = benchmarks.samples().segments
        failed = sum(segment.failed for segment in segments)
        seen.append(f"{len(segments)} segments, {failed} failed requests")
        assert (len(segments), failed) == (8, 0)


def test_gateway_killed(benchmarks, row):
    with row("the gateway killed 3 times in mid-run", "nothing ends for it") as seen:
        victim.create(benchmarks)
        for count in (2, 4, 6):
            benchmarks.wait_trials(count)
            faults.kill_gateway()
        seen.append(victim.check(benchmarks))


def test_node_restarted(benchmarks, row):
    with row("node container killed and started in mid-run", "resumed, no Job failure") as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept = benchmarks.samples()
        faults.restart_node()
        faults.wait_until_knative_answers()
        seen.append(victim.check(benchmarks, kept, warm_ups=4))
        failed = benchmarks.json("get", "job", "candidate-runner")["status"].get("failed", 0)
        seen.append(f"{len(kept.trials)} trials were stored, the Job counts {failed} failures")
        assert failed == 0


def test_containerd_restarted(benchmarks, row):
    with row("containerd restarted in mid-run", "0 lost, 0 doubled") as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept = benchmarks.samples()
        faults.on_node("systemctl restart containerd")
        seen.append(victim.check(benchmarks, kept, warm_ups=4))


def test_image_collected(benchmarks, row):
    must = "the right reason within 60 s of a start, what was measured kept"
    with row("the model's image removed from the node in mid-run", must) as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(3)
        file = "/var/tmp/chaos-image.tar"
        faults.on_node(f"{faults.CTR} images export {file} {TEST_MODEL}")
        began = time.monotonic()
        try:
            faults.on_node(f"{faults.CTR} images rm --sync {TEST_MODEL}")
            condition = benchmarks.wait_failed()
            took = time.monotonic() - began
        finally:
            faults.on_node(f"{faults.CTR} images import {file}; rm {file}")
        trials = len(benchmarks.samples().trials)
        seen.append(f"{condition['reason']} after {took:.0f} s, {trials} trials kept")
        assert condition["reason"] == "ImagePullFailed", condition


@pytest.mark.timeout(2400)
def test_api_server_away_ten_minutes(benchmarks, row):
    with row("API server refuses for 10 min in mid-run", "everything goes on") as seen:
        victim.create(benchmarks)
        benchmarks.wait_trials(2)
        kept = benchmarks.samples()
        with faults.api_server_away():
            time.sleep(600)
        seen.append(victim.check(benchmarks, kept))
        seen.append(f"{len(faults.runner_pods(benchmarks))} runner")
