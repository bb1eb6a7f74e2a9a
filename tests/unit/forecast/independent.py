"""A second simulation of the same things, written apart from the product's: slow and plain.

It follows Knative's published algorithm (pkg/autoscaler/scaling/autoscaler.go and
pkg/autoscaler/aggregation/bucketing.go) second by second, with a bucket for each, and keeps every
pod as an object of its own. Nothing is skipped, weighted or corrected.
"""

import heapq
import math
import random
from dataclasses import dataclass, field


@dataclass(eq=False)
class Pod:
    born: float
    ready_at: float
    busy: int = 0
    ends_at: float | None = None


@dataclass
class Seen:
    requests: int = 0
    cold: int = 0
    pod_seconds: float = 0.0
    latencies: list = field(default_factory=list)

    def percentile(self, percent):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, math.ceil(percent / 100 * len(ordered)) - 1)]


class Service:
    """One Knative Service under a rate that may change by the second of a period."""

    def __init__(self, rate_at, top, window, start, service, target, limit, drain, grace, seed):
        self.rate_at, self.top = rate_at, top
        self.window, self.panic_window = window, max(1, round(window / 10))
        self.start, self.service, self.target = start, service, target
        self.limit, self.drain, self.grace = limit or math.inf, drain, grace
        self.random = random.Random(f"independent {seed}")
        self.now = 0.0
        self.pods, self.waiting, self.running = [], [], []
        self.area, self.area_since = 0.0, 0.0
        self.buckets, self.first = {}, None
        self.panicking, self.most_in_panic = None, 0
        self.last_end = -math.inf
        self.seen, self.counts = Seen(), False
        self.numbers = 0

    def run(self, seconds, counts=True):
        self.counts = counts
        end = self.now + seconds
        arrival = self._next_arrival(self.now)
        while True:
            if not self.pods and not self.waiting and not self.running:
                self.now = min(arrival, end)  # nothing exists, nothing happens
            second = math.floor(self.now) + 1.0
            nxt = min(arrival, second, end, self._next_end(), self._next_ready(), self._zero_at())
            self._advance(nxt)
            if nxt >= end:
                return
            self._finish()
            self._become_ready()
            if nxt == second:
                self._close_bucket()
                if int(second) % 2 == 0:
                    self._tick()
            if self._zero_at() <= self.now:
                for pod in list(self.pods):
                    self._remove(pod)
            if nxt == arrival:
                self._arrive()
                arrival = self._next_arrival(self.now)

    def _next_arrival(self, now):
        """Thinning: candidates at the highest rate, of which a part is taken."""
        while True:
            now += self.random.expovariate(self.top)
            if self.random.random() * self.top < self.rate_at(now):
                return now

    def _next_end(self):
        return self.running[0][0] if self.running else math.inf

    def _next_ready(self):
        return min((p.ready_at for p in self.pods if p.ready_at > self.now), default=math.inf)

    def _zero_at(self):
        if not self.pods or self.waiting or self.running:
            return math.inf
        return self.last_end + self.window + self.grace

    def _advance(self, to):
        if self.counts:
            self.seen.pod_seconds += len(self.pods) * (to - self.now)
        self.area += (len(self.running) + len(self.waiting)) * (to - self.now)
        self.now = to

    def _finish(self):
        while self.running and self.running[0][0] <= self.now:
            _, _, pod = heapq.heappop(self.running)
            pod.busy -= 1
            self.last_end = self.now
            self._dispatch(False)

    def _become_ready(self):
        for pod in self.pods:
            if pod.ready_at == self.now:
                self._dispatch(True)

    def _dispatch(self, because_ready):
        while self.waiting:
            pod = self._free()
            if pod is None:
                return
            came, found_none = self.waiting.pop(0)
            if self.counts and (because_ready or found_none):
                self.seen.cold += 1
            self._serve(pod, came)

    def _free(self):
        able = [p for p in self.pods if p.ready_at <= self.now and p.busy < self.limit]
        return min(able, key=lambda pod: pod.busy, default=None)

    def _serve(self, pod, came):
        taken = self.service(self.random)
        pod.busy += 1
        self.numbers += 1
        heapq.heappush(self.running, (self.now + taken, self.numbers, pod))
        if self.counts:
            self.seen.latencies.append(self.now + taken - came)

    def _arrive(self):
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
        """The activator tells the autoscaler at once of the first request."""
        second = math.floor(self.now)
        self.area = 0.0
        if not self.buckets or max(self.buckets) <= second - self.window:
            self.buckets, self.first = {}, second
            self.panicking, self.most_in_panic = None, 0
            self._scale(1.0, 1.0)
        else:
            self._tick()
        if not self.pods:
            self._add(1)

    def _close_bucket(self):
        """The mean of what was under way in the second that ends now."""
        second = math.floor(self.now) - 1
        self.buckets[second] = self.area
        self.area = 0.0
        self.buckets.pop(second - 2 * self.window, None)

    def _mean(self, window):
        now = math.floor(self.now)
        begin = max(now - window, self.first)
        if now <= begin:
            return 0.0
        return sum(self.buckets.get(s, 0.0) for s in range(int(begin), now)) / (now - begin)

    def _tick(self):
        self._scale(self._mean(self.window), self._mean(self.panic_window))

    def _scale(self, stable, panic):
        ready = sum(1 for p in self.pods if p.ready_at <= self.now)
        pods = max(1, ready)
        wanted_stable = math.ceil(round(stable, 6) / self.target)
        wanted_panic = math.ceil(round(panic, 6) / self.target)
        over = wanted_panic / pods >= 2
        if over:
            self.panicking = self.now
        elif self.panicking is not None and self.panicking + self.window < self.now:
            self.panicking, self.most_in_panic = None, 0
        wanted = min(max(wanted_stable, pods // 2), 1000 * pods)
        if self.panicking is not None:
            wanted = max(wanted, min(max(wanted_panic, pods // 2), 1000 * pods))
            self.most_in_panic = max(self.most_in_panic, wanted)
            wanted = self.most_in_panic
        have = len(self.pods)
        if wanted > have:
            self._add(wanted - have)
        elif 0 < wanted < have:
            youngest = sorted(self.pods, key=lambda p: (-p.ready_at, p.busy))
            for pod in youngest[: have - wanted]:
                self._remove(pod)

    def _add(self, number):
        taken = self.start(self.random)
        for _ in range(number):
            self.pods.append(Pod(self.now, self.now + taken))

    def _remove(self, pod):
        """It answers what it has, takes nothing more, and drains."""
        self.pods.remove(pod)
        if self.counts:
            self.seen.pod_seconds += self.drain
