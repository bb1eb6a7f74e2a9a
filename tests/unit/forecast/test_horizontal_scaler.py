"""What a HorizontalPodAutoscaler decides, by hand-made cases and beside a loop of its own."""

import math

import pytest
from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.horizontal_scaler import HorizontalScaler
from modelbench.forecast.horizontal_simulation import HorizontalSimulation
from modelbench.forecast.workload import Horizontal, Workload


def settings(least=1, most=100, target=80, requested=0.1, used=1.0, stabilization=300.0):
    return Horizontal(least, most, target, requested, used, stabilization)


def wanted(percent, ready, starting=(), now=1000.0, **changes):
    return HorizontalScaler(settings(**changes)).wanted(now, percent, ready, starting)


def test_it_wants_as_many_pods_as_bring_the_utilization_to_the_target():
    assert wanted(240, 1) == 3
    assert wanted(100, 4) == 5
    assert wanted(20, 4) == 1


def test_it_changes_nothing_within_a_tenth_of_the_target():
    assert [wanted(percent, 10) for percent in (72, 88, 89)] == [10, 10, 12]
    assert wanted(71, 10) == 9


@pytest.mark.parametrize(("pods", "most"), [(1, 5), (3, 7), (4, 8), (10, 20)])
def test_a_burst_adds_four_pods_or_doubles_them_in_a_decision(pods, most):
    assert wanted(10_000, pods) == most


def test_it_stays_between_the_fewest_and_the_most():
    assert wanted(10_000, 3, most=4) == 4
    assert wanted(0, 5, least=2) == 2


def test_fewer_pods_are_wanted_once_no_decision_within_the_stabilization_wanted_more():
    found = HorizontalScaler(settings())
    assert found.wanted(0.0, 240, 1, ()) == 3
    assert {found.wanted(15.0 * number, 20, 3, ()) for number in range(1, 20)} == {3}
    assert found.wanted(300.0, 20, 3, ()) == 1


def test_without_a_stabilization_fewer_are_wanted_at_once():
    found = HorizontalScaler(settings(stabilization=0.0))
    assert found.wanted(0.0, 240, 1, ()) == 3
    assert found.wanted(15.0, 20, 3, ()) == 1


def test_pods_that_start_count_as_nothing_where_more_are_wanted():
    """One at 240% and two without a reading are 80% of three."""
    assert wanted(240, 1, (990.0, 990.0)) == 3
    assert wanted(480, 1, (990.0, 990.0)) == 6
    assert wanted(480, 1, (800.0, 800.0)) == 6


def test_pods_without_a_reading_count_as_busy_where_fewer_are_wanted():
    """Two at 40% and one at 100% are 60% of three; one that has readings does not count."""
    assert wanted(40, 2, (990.0,)) == 3
    found = HorizontalScaler(settings(stabilization=0.0))
    assert found.wanted(1000.0, 40, 2, (800.0,)) == 1


def test_a_pod_counts_when_a_whole_reading_began_after_it_was_ready():
    """One that is ready at 1000: the reading of 15 s that begins then is there at 1030."""
    found = HorizontalScaler(settings())
    found.is_ready(980.0, 1000.0)
    assert found.wanted(1020.0, 160, 2, ()) == 2
    assert found.wanted(1035.0, 160, 2, ()) == 4


def test_a_pod_that_ended_before_it_counted_is_forgotten():
    found = HorizontalScaler(settings(stabilization=0.0))
    found.is_ready(980.0, 1000.0)
    found.stopped(1)
    assert found.wanted(1010.0, 160, 1, ()) == 2


class Deployment:
    """A second one, second by second: a fluid of requests, and each pod by itself."""

    def __init__(self, cpu_seconds, capacity, start, least, most, stabilization):
        self.cpu_seconds, self.capacity, self.start = cpu_seconds, capacity, start
        self.least, self.most, self.stabilization = least, most, stabilization
        self.pods = [(-1000, -1000)] * least
        self.waiting, self.millicores, self.said = 0.0, [], {}

    def second(self, now, rate):
        """Answer for a second; then, each 15 s, decide."""
        if now % 15 == 0:
            self.decide(now)
        ready = sum(at <= now for _, at in self.pods)
        answered = min(self.waiting + rate, ready * self.capacity)
        self.waiting += rate - answered
        self.millicores.append(1000 * answered * self.cpu_seconds / ready)

    def decide(self, now):
        window = self.millicores[max(0, now - 30) : max(0, now - 15)]
        use = sum(window) / 15
        use_of = {}
        for number, (born, at) in enumerate(self.pods):
            if born + 30 < now:
                use_of[number] = use if at + 30 <= now else None
        counted = [use for use in use_of.values() if use is not None]
        unready = [number for number, use in use_of.items() if use is None]
        missing = len(self.pods) - len(use_of)
        wanted = self.by_use(counted, len(unready), missing)
        recent = [n for at, n in self.said.items() if at > now - self.stabilization]
        self.said[now] = wanted
        wanted = min(max(len(self.pods), wanted), max([wanted, *recent]))
        if wanted > len(self.pods):
            limit = max(len(self.pods) + 4, 2 * len(self.pods), 1)
            wanted = min(wanted, limit, self.most)
        wanted = max(wanted, self.least)
        self.pods += [(now, now + self.start)] * (wanted - len(self.pods))
        del self.pods[wanted:]

    def by_use(self, counted, unready, missing):
        """100 millicores are asked for, and 80 of them are to be used."""
        first = int(sum(counted) / len(counted) + 1e-6) / 80
        filled = list(counted)
        if first > 1:
            filled += [0.0] * (unready + missing)
        elif first < 1:
            filled += [100.0] * missing
        ratio = int(sum(filled) / len(filled) + 1e-6) / 80
        if abs(ratio - 1) <= 0.1 or (first - 1) * (ratio - 1) < 0:
            return len(self.pods)
        wanted = math.ceil(ratio * len(filled))
        is_away = len(filled) > len(counted) and (wanted - len(self.pods)) * (ratio - 1) < 0
        return len(self.pods) if is_away else wanted


def rises_and_falls(second):
    """Requests in each second of twenty minutes."""
    return (20, 200, 90, 10, 60, 10)[second // 200]


@pytest.mark.parametrize(
    ("start", "capacity", "stabilization"), [(3, 50, 0), (40, 50, 120), (3, 200, 120), (40, 200, 0)]
)
def test_it_has_the_pods_of_a_loop_that_was_written_apart(start, capacity, stabilization):
    """Requests that come evenly, 4 ms of CPU each: 20 a second in a pod at its target."""
    slots = 2
    service = slots / capacity
    work = Workload(
        (service,),
        (float(start),),
        slots,
        0.0,
        2,
        horizontal=settings(2, 15, used=0.004 / service, stabilization=float(stabilization)),
    )
    found = HorizontalSimulation(work, work.horizontal, 1)
    found.run(Stretch(0.0, 0.0))
    found._weight = 1.0
    other = Deployment(0.004, capacity, start, 2, 15, stabilization)
    pods = []
    for now in range(1200):
        rate = rises_and_falls(now)
        found.serve((now + (number + 0.5) / rate for number in range(rate)), now + 0.999)
        other.second(now, rate)
        pods.append((found._ready + len(found._starting), len(other.pods)))
    apart = [now for now, (mine, its) in enumerate(pods) if mine != its]
    assert max(its for _, its in pods) > 8
    assert apart == []
