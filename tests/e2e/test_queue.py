"""Benchmarks measure one at a time, oldest first, whatever happens to the operator."""

import itertools
from datetime import datetime

from tests.e2e.benchmarks import wait_until
from tools.kubectl import kubectl

# Load needs no service to get cold again, so that three in a row take little time.
SHORT = {"ratesPerSecond": [5], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}
OPERATOR_PODS = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"


def kill_operator():
    """As a crash would: at once, without a word."""
    selector = ("--selector", OPERATOR_PODS)
    kubectl("-n", "modelbench-system", "delete", "pods", *selector, "--grace-period=0", "--force")


def time_of(status, field):
    return datetime.fromisoformat(status[field])


def test_three_at_once_finish_one_after_the_other_across_a_restart_of_the_operator(benchmarks):
    names = ["first", "second", "third"]
    for name in names:
        benchmarks.create(name, scenarios={"steady": SHORT})
    benchmarks.wait_reason("Queued", "third")
    wait_until(lambda: benchmarks.samples("first").segments, 180, "a segment of the first")
    kill_operator()
    statuses = [benchmarks.wait_succeeded(name) for name in names]
    for earlier, later in itertools.pairwise(statuses):
        assert time_of(earlier, "completionTime") <= time_of(later, "startTime")
    assert "Queued" in benchmarks.events("third")
