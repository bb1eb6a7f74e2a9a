"""A replay on a cluster that a second simulation stands for, written apart from the product's."""

import math
from random import Random

from modelbench.api.pod_samples import PodInterval
from modelbench.api.scenarios.parts import LoadSegment, ScaleChange
from modelbench.api.scenarios.replay_samples import ReplaySamples
from modelbench.scenarios.replay.requests import blocks_of
from modelbench.segments.attack import complete_segment
from msgspec.structs import replace

from tests.unit.forecast.independent import Service
from tests.unit.made.attacks import SECOND, START, sent

COLD, SERVICE, DRAIN, GRACE = 1.5, 0.05, 30.0, 3.0
"""What the made cluster takes, in seconds: a start alone, a response, and the way to the end."""

_UNSEEN_SECONDS = 0.4
"""The kubelet tells so long after a pod answers that it is ready."""


def bursty(seconds, seed=1):
    """Instants of a few requests at a time, 2 to 300 s from one to the next, evenly in the log."""
    random, instant, found = Random(seed), 0.0, []
    while True:
        instant += math.exp(random.uniform(math.log(2), math.log(300)))
        if instant >= seconds - 5:
            return tuple(found)
        for _ in range(random.randint(1, 5)):
            found.append(instant)
            instant += random.uniform(0.01, 0.5)


class Cluster(Service):
    """A Knative Service that gets requests at given instants, and remembers all that happens."""

    def __init__(self, instants, window=30, start=COLD, seed=1):
        self._left = list(reversed(instants))
        self.answered, self.lives, self.readiness = [], [], []
        super().__init__(
            lambda _: 0.0,
            1.0,
            window,
            lambda random: start * random.uniform(0.95, 1.05),
            lambda random: SERVICE * random.uniform(0.8, 1.2),
            target=70.0,
            limit=0,
            drain=DRAIN,
            grace=GRACE,
            seed=seed,
        )

    def _next_arrival(self, now):
        return self._left.pop() if self._left else math.inf

    def _serve(self, pod, came):
        super()._serve(pod, came)
        self.answered.append((came, self.seen.latencies[-1]))

    def _add(self, number):
        super()._add(number)
        self.readiness += [(pod.ready_at + _UNSEEN_SECONDS, 1) for pod in self.pods[-number:]]

    def _remove(self, pod):
        super()._remove(pod)
        self.readiness.append((self.now, -1))
        self.lives.append((pod.born, self.now + DRAIN))

    def replay(self, seconds, variant="serverless"):
        """The segment and the pods of the stretch, as a runner would store them."""
        self.run(seconds + 600)
        requests = sorted(
            (
                sent(round(came * SECOND), round(latency * SECOND))
                for came, latency in self.answered
            ),
            key=lambda request: request.intended_nanoseconds,
        )
        scale = tuple(self._scale_changes())
        draft = LoadSegment("replay", variant, 1, 0, scale=scale)
        offsets = [one.intended_nanoseconds - START for one in requests]
        blocks = blocks_of(requests, scale, START, seconds * SECOND)
        ended = max((end for _, end in self.lives), default=seconds)
        samples = ReplaySamples(seconds * SECOND, round(ended * SECOND), blocks)
        segment = complete_segment(draft, requests, offsets)
        return replace(segment, replay=samples, seconds=()), self._pods(variant)

    def _scale_changes(self):
        ready = 0
        yield ScaleChange(0, 0, 0)
        for at, step in sorted(self.readiness):
            ready += step
            yield ScaleChange(round(at * SECOND), ready, ready)

    def _pods(self, variant):
        return tuple(
            PodInterval(
                variant,
                f"replayed-{number}",
                (),
                START + round(born * SECOND),
                START + round(end * SECOND),
                gone=True,
            )
            for number, (born, end) in enumerate(self.lives)
        )
