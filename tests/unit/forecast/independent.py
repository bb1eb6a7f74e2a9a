"""A second simulation of the same things, written apart from the product's.

It follows Knative's published algorithm (pkg/autoscaler/scaling/autoscaler.go and
pkg/autoscaler/aggregation/bucketing.go) with a bucket for each second, and keeps every pod as an
object of its own. Nothing is weighted or corrected, and only time in which nothing can happen is
skipped.
"""

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass, field


@dataclass(eq=False)
class Pod:
    born: float
    ready_at: float
    place: float
    busy: int = 0
    is_gone: bool = False


@dataclass
class Seen:
    requests: int = 0
    cold: int = 0
    pod_seconds: float = 0.0
    latencies: list = field(default_factory=list)

    def percentile(self, percent):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, math.ceil(percent / 100 * len(ordered)) - 1)]


class Buckets:
    """What was under way in each whole second, in the mean."""

    def __init__(self, window):
        self.kept = 2 * window
        self.base, self.sums, self.open = 0, [0.0], 0.0

    def begin(self, second):
        self.base, self.sums, self.open = second, [0.0], 0.0

    def add(self, height, since, to):
        """So many were under way from one instant to another."""
        while True:
            second = self.base + len(self.sums)
            if to < second:
                self.open += height * (to - since)
                return
            self.sums.append(self.sums[-1] + self.open + height * (second - since))
            self.open, since = 0.0, second
            if not height and to > second + 1:
                empty = int(to) - second
                self.sums.extend([self.sums[-1]] * empty)
                since += empty
            if len(self.sums) > 2 * self.kept:
                self.base += len(self.sums) - self.kept
                del self.sums[: -self.kept]

    def mean(self, window, first):
        """Over the whole seconds of a window until now, of which none is before ``first``."""
        now = self.base + len(self.sums) - 1
        begin = max(now - window, first, self.base)
        if now <= begin:
            return 0.0
        total = self.sums[-1] - self.sums[begin - self.base]
        return max(0.0, math.floor(1e6 * total / (now - begin) + 1e-3) / 1e6)


class Service:
    """One Knative Service under a rate that may change by the second of a period."""

    def __init__(self, rate_at, top, window, start, service, target, limit, drain, grace, seed):
        self.rate_at, self.top = rate_at, top
        self.window, self.panic_window = window, max(1, math.floor(window / 10 + 0.5))
        self.start, self.service, self.target = start, service, target
        self.limit, self.drain, self.grace = limit or math.inf, drain, grace
        self.random = random.Random(f"independent {seed}")
        self.now = 0.0
        self.pods, self.waiting, self.running, self.starting = [], deque(), [], []
        self.buckets = Buckets(window)
        self.first = self.panic_first = 0
        self.gone_at = -math.inf
        self.panicking, self.most_in_panic = None, 0
        self.last_end, self.is_resting = -math.inf, False
        self.seen, self.counts = Seen(), False
        self.numbers = 0
        self.arrival = self._next_arrival(0.0)

    def run(self, seconds, counts=True):
        self.counts = counts
        end = self.now + seconds
        while True:
            if not self.pods and not self.waiting and not self.running:
                self.now = min(self.arrival, end)  # nothing exists, nothing happens
            tick = math.inf if self.is_resting else 2.0 * math.floor(self.now / 2) + 2.0
            coming = min(self.arrival, self._zero_at())
            due = min(heap[0][0] if heap else math.inf for heap in (self.running, self.starting))
            nxt = min(coming, due, tick)
            if nxt >= end:
                self._advance(end)
                return
            self._advance(nxt)
            self._finish()
            self._become_ready()
            if nxt == tick:
                self._tick()
            if self._zero_at() <= self.now:
                self._to_zero()
            if nxt == self.arrival:
                self._arrive()
                self.arrival = self._next_arrival(self.now)

    def _next_arrival(self, now):
        """Thinning: candidates at the highest rate, of which a part is taken."""
        while True:
            now += self.random.expovariate(self.top)
            if self.random.random() * self.top < self.rate_at(now):
                return now

    def _zero_at(self):
        if not self.pods or self.waiting or self.running:
            return math.inf
        return self.last_end + self.window + self.grace

    def _advance(self, to):
        if self.counts:
            self.seen.pod_seconds += len(self.pods) * (to - self.now)
        self.buckets.add(len(self.running) + len(self.waiting), self.now, to)
        self.now = to

    def _finish(self):
        while self.running and self.running[0][0] <= self.now:
            _, _, pod = heapq.heappop(self.running)
            pod.busy -= 1
            self.last_end = self.now
            self._dispatch(False)

    def _become_ready(self):
        while self.starting and self.starting[0][0] <= self.now:
            if not heapq.heappop(self.starting)[2].is_gone:
                self._dispatch(True)

    def _dispatch(self, because_ready):
        while self.waiting:
            pod = self._free()
            if pod is None:
                return
            came, found_none = self.waiting.popleft()
            if self.counts and (because_ready or found_none):
                self.seen.cold += 1
            self._serve(pod, came)

    def _free(self):
        """Of pods that take few at a time the first in an order of theirs, else the least busy."""
        able = [p for p in self.pods if p.ready_at <= self.now and p.busy < self.limit]
        if self.limit <= 3:
            return min(able, key=lambda pod: pod.place, default=None)
        return min(able, key=lambda pod: pod.busy, default=None)

    def _serve(self, pod, came):
        taken = self.service(self.random)
        pod.busy += 1
        self.numbers += 1
        heapq.heappush(self.running, (self.now + taken, self.numbers, pod))
        if self.counts:
            self.seen.latencies.append(self.now + taken - came)

    def _arrive(self):
        self.is_resting = False
        if self.counts:
            self.seen.requests += 1
        pod = self._free()
        if pod is not None:
            self._serve(pod, self.now)
            return
        nothing_ready = not any(p.ready_at <= self.now for p in self.pods)
        self.waiting.append((self.now, nothing_ready))
        if not self.pods:
            self._from_zero()

    def _from_zero(self):
        """The activator tells the autoscaler at once of the first request, as one of a second.

        Buckets that have heard nothing for as long as they are wide begin anew, those of the panic
        window by themselves; until the last pod went they heard zeros.
        """
        second = math.floor(self.now)
        empty = second - math.floor(self.gone_at) if self.gone_at > -math.inf else math.inf
        if empty >= self.window:
            self.buckets.begin(second)
            self.first = second
            self.panicking, self.most_in_panic = None, 0
        if empty >= self.panic_window:
            self.panic_first = second
        self._tick(1.0)
        if not self.pods:
            self._add(1)

    def _tick(self, more=0.0):
        """One decision; ``more`` is what the bucket of this second has been told besides."""
        stable, panic = (
            self._mean(window, first, more)
            for window, first in ((self.window, self.first), (self.panic_window, self.panic_first))
        )
        wanted = self._wanted(stable, panic)
        have = len(self.pods)
        if wanted > have:
            self._add(wanted - have)
        elif 0 < wanted < have:
            youngest = sorted(self.pods, key=lambda p: -p.ready_at)
            for pod in youngest[: have - wanted]:
                self._remove(pod)
        # Without a request both means only fall: one pod that is not to be two stays one.
        nothing = not self.running and not self.waiting and self.panicking is None
        self.is_resting = nothing and len(self.pods) == 1 and wanted <= 1

    def _mean(self, window, first, more):
        if not more:
            return self.buckets.mean(window, first)
        earlier = min(window - 1, math.floor(self.now) - first)
        if earlier <= 0:
            return more
        return (self.buckets.mean(earlier, first) * earlier + more) / (earlier + 1)

    def _wanted(self, stable, panic):
        ready = sum(1 for p in self.pods if p.ready_at <= self.now)
        pods = max(1, ready)
        wanted_stable = math.ceil(stable / self.target)
        wanted_panic = math.ceil(panic / self.target)
        if wanted_panic / pods >= 2:
            self.panicking = self.now
        elif self.panicking is not None and self.panicking + self.window < self.now:
            self.panicking, self.most_in_panic = None, 0
        wanted = min(max(wanted_stable, pods // 2), 1000 * pods)
        if self.panicking is not None:
            wanted = max(wanted, min(max(wanted_panic, pods // 2), 1000 * pods))
            self.most_in_panic = max(self.most_in_panic, wanted)
            wanted = self.most_in_panic
        return wanted

    def _add(self, number):
        taken = self.start(self.random)
        for _ in range(number):
            pod = Pod(self.now, self.now + taken, self.random.random())
            self.pods.append(pod)
            self.numbers += 1
            heapq.heappush(self.starting, (pod.ready_at, self.numbers, pod))

    def _remove(self, pod):
        """It answers what it has, takes nothing more, and drains."""
        self.pods.remove(pod)
        pod.is_gone = True
        if self.counts:
            self.seen.pod_seconds += self.drain

    def _to_zero(self):
        for pod in list(self.pods):
            self._remove(pod)
        self.gone_at = self.now
