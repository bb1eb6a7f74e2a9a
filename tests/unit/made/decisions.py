"""Specs, samples and profiles of a decision, made by hand with figures that are easy to follow."""

from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import Cost, Shape, Traffic
from modelbench.api.pod_samples import ContainerRequest, PodInterval
from modelbench.api.spec import parse_spec
from modelbench.cost.price_sheet import parse_sheet
from modelbench.cost.quantities import Footprint
from modelbench.forecast.monthly_cost import Arms
from modelbench.forecast.timings import Estimate, Timings
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.prices import read_built_in

from tests.unit.made.attacks import SECOND
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import START

MODEL = ContainerRequest("user-container", 100, 128 << 20)
PROXY = ContainerRequest("queue-proxy", 25, 0)
COST = Cost(("own-cluster",), None, False, 1, True)
ARMS = Arms(
    model=Footprint(Decimal("0.1"), Decimal("0.125")),
    serverless_pod=Footprint(Decimal("0.125"), Decimal("0.125")),
    replicas=1,
    stable_window_seconds=6,
    target_concurrency=100,
    max_scale=10,
)
TIMINGS = Timings(
    cold_start=Estimate(1.8, 1.7, 1.9),
    initialization=Estimate(1.0, 0.9, 1.1),
    service=Estimate(0.006, 0.005, 0.007),
    handler=Estimate(0.005, 0.004, 0.006),
)
HELD = {"serverless": 50, "containerized": 50}
DOCUMENT = {
    "model": {
        "image": "i",
        "imagePullPolicy": "Never",
        "port": 8080,
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        "runAsUser": 1,
        "request": {"method": "GET", "path": "/", "timeoutSeconds": 1, "expectedStatus": 200},
    },
    "serverless": {
        "stableWindowSeconds": 6,
        "containerConcurrency": 0,
        "targetConcurrency": 100,
        "targetBurstCapacity": 211,
        "maxScale": 10,
    },
    "containerized": {"replicas": 1},
    "load": {"generators": 1, "maxConnections": 1, "arrivals": "Constant", "seed": 1},
    "scenarios": {},
    "suspend": False,
    "activeDeadlineSeconds": 1,
    "cost": {
        "sheets": {"names": ["own-cluster"]},
        "includeControlPlane": False,
        "controlPlaneServices": 1,
        "includeFreeTier": True,
    },
}


def sheet(name="own-cluster", **changes):
    """A shipped sheet, changed."""
    return replace(parse_sheet(name, read_built_in(name)), **changes)


def traffic(rate=0.01, shape=Shape.CONSTANT, name="quiet", **changes):
    return Traffic(name, rate, shape, **changes)


def profile(rate=0.01, sheets=None, arms=ARMS, cost=COST, timings=TIMINGS, highest=HELD, **changes):
    """The costs of one traffic."""
    asked = traffic(rate, **changes)
    return TrafficCost(asked, sheets or [sheet()], arms, cost, timings, highest)


def pod(path="serverless", begin=0, end=60, containers=(MODEL, PROXY), uid="uid", **changes):
    """A pod that existed between two seconds of the run."""
    return PodInterval(
        path, uid, containers, START + begin * SECOND, START + end * SECOND, gone=True, **changes
    )


def samples(*names, **changes):
    """Samples of every scenario, with pods and with the documents of the sheets."""
    pods = (
        pod(uid="uid-0", end=44, terminating_nanoseconds=START + 14 * SECOND),
        pod("containerized", containers=(MODEL,), uid="fixed", end=600),
        pod("runner", containers=(ContainerRequest("runner", 50, 96 << 20),), uid="r", end=600),
    )
    sheets = tuple((name, read_built_in(name)) for name in names or ("own-cluster",))
    return all_samples(**{"pods": pods, "sheets": sheets, **changes})


def spec(scenarios=None, **changes):
    """A spec as the API server would have it, with the scenarios of the samples."""
    parsed = parse_spec({**DOCUMENT, **changes})
    return parsed if scenarios is None else replace(parsed, scenarios=scenarios)
