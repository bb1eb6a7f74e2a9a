"""A replay on a cluster that a second simulation stands for, written apart from the product's."""

import math
from random import Random

from modelbench.api.pod_samples import PodInterval
from modelbench.api.scenarios.parts import LoadSegment, ScaleChange
from modelbench.api.scenarios.replay_samples import ReplaySamples
from modelbench.scenarios.replay.requests import blocks_of
from modelbench.scenarios.replay.stretch import stretch_of
from modelbench.segments.attack import complete_segment
from msgspec.structs import replace

from tests.unit.forecast.independent import Service
from tests.unit.made.attacks import MILLISECOND, SECOND, START, sent
from tests.unit.made.decisions import pod, samples, spec
from tests.unit.made.load_runs import SCENARIOS

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

    def __init__(self, instants, window=30, start=COLD, spread=0.05, service=SERVICE, grace=GRACE):
        self._left = list(reversed(instants))
        self.answered, self.lives, self.readiness = [], [], []
        super().__init__(
            lambda _: 0.0,
            1.0,
            window,
            lambda random: start * random.uniform(1 - spread, 1 + spread),
            lambda random: service * random.uniform(0.8, 1.2),
            target=70.0,
            limit=0,
            drain=DRAIN,
            grace=grace,
            seed=1,
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

    def replay(self, seconds, begin=0):
        """The segment and the pods of the stretch, as a runner would store them that has begun it
        ``begin`` seconds after its own start.
        """
        self.run(seconds + 600)
        requests = sorted(
            (
                sent(round((begin + came) * SECOND), round(latency * SECOND))
                for came, latency in self.answered
            ),
            key=lambda request: request.intended_nanoseconds,
        )
        scale = tuple(self._scale_changes())
        draft = LoadSegment("replay", "serverless", 1, 0, scale=scale)
        began = START + begin * SECOND
        offsets = [one.intended_nanoseconds - began for one in requests]
        blocks = blocks_of(requests, scale, began, seconds * SECOND)
        ended = max((end for _, end in self.lives), default=seconds)
        samples = ReplaySamples(seconds * SECOND, round(ended * SECOND), blocks)
        segment = complete_segment(draft, requests, offsets)
        return replace(segment, replay=samples, seconds=()), self._pods(began)

    def _scale_changes(self):
        ready = 0
        yield ScaleChange(0, 0, 0)
        for at, step in sorted(self.readiness):
            ready += step
            yield ScaleChange(round(at * SECOND), ready, ready)

    def _pods(self, began):
        return tuple(
            PodInterval(
                "serverless",
                f"replayed-{number}",
                (),
                began + round(born * SECOND),
                began + round(end * SECOND),
                gone=True,
            )
            for number, (born, end) in enumerate(self.lives)
        )


def asked(traffic="own", **settings):
    """The spec of a benchmark with a replay of a minute between two requests in the mean."""
    replay = {"traffic": traffic, "durationSeconds": 1800, **settings}
    return spec(
        traffic=[
            {"name": "own", "requestsPerMonth": 43_800, "shape": "Constant"},
            {"name": "other", "requestsPerMonth": 1000, "shape": "Constant"},
        ],
        scenarios={**SCENARIOS, "replay": replay},
    )


def replayed(of_spec, start=1.855):
    """Samples of every scenario, whose serverless cold starts take 1.84 to 1.88 s, and of the
    replay on a cluster that takes ``start`` seconds for one.
    """
    stretch = stretch_of(of_spec)
    cluster = Cluster(
        stretch.instants, window=6, start=start, spread=0.008, service=0.005, grace=6.16
    )
    segment, pods = cluster.replay(round(stretch.seconds), begin=1000)
    found = samples()
    return replace(
        found,
        segments=(*found.segments, segment, _kept(stretch, segment)),
        pods=(*found.pods, *pods, pod("containerized", begin=600, end=9000, uid="kept")),
    )


def _kept(stretch, other):
    """The same requests on a pod that is always there, after the other variant's."""
    begin = 6000 * SECOND
    offsets = [round(instant * SECOND) for instant in stretch.instants]
    requests = [sent(begin + offset, 5 * MILLISECOND) for offset in offsets]
    scale = (ScaleChange(0, 1, 1),)
    blocks = blocks_of(requests, scale, START + begin, other.replay.duration_nanoseconds)
    duration = other.replay.duration_nanoseconds
    draft = LoadSegment("replay", "containerized", 2, 0, scale=scale)
    segment = complete_segment(draft, requests, offsets)
    return replace(segment, seconds=(), replay=ReplaySamples(duration, duration, blocks))
