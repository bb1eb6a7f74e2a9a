"""Specs, samples and profiles of a decision, made by hand with values that are easy to follow."""

from dataclasses import replace

from modelbench.api.choices import Cost, Shape, Sheets, Traffic
from modelbench.api.mode import Mode
from modelbench.api.names import Role
from modelbench.api.pod_samples import ContainerRequest, PodInterval
from modelbench.api.variants import find_variant
from modelbench.cost.price_sheet import parse_sheet
from modelbench.forecast.options import MeasuredVariant
from modelbench.forecast.timings import Estimate, Timings
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.prices import read_built_in
from msgspec import structs

from tests.unit.made import specs
from tests.unit.made.attacks import SECOND
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import START

MODEL = ContainerRequest("user-container", 100, 128 << 20)
PROXY = ContainerRequest("queue-proxy", 25, 0)
COST = Cost(Sheets(("own-cluster",)), False, 1, True)
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
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        "request": {},
    },
    "serverless": {"stableWindowSeconds": 6, "maxScale": 10},
    "cost": {},
}
KEPT = {"name": "kept", "serverless": {"minScale": 1}}
TWO_REPLICAS = {"name": "two-replicas", "containerized": {"replicas": 2}}
FOUR = ("serverless", "containerized", "kept", "two-replicas")


def sheet(name="own-cluster", **changes):
    """A shipped sheet, changed."""
    return replace(parse_sheet(name, read_built_in(name)), **changes)


def traffic(rate=0.01, shape=Shape.CONSTANT, name="quiet", **changes):
    return Traffic(name, rate, shape, **changes)


def spec(**changes):
    """A spec as the API server would have it."""
    return specs.spec(**{**DOCUMENT, **changes})


def variant(name="serverless", **settings):
    """One of the four variants, with other settings of its block."""
    found = find_variant(spec(variants=[KEPT, TWO_REPLICAS]), name)
    block = "serverless" if found.mode is Mode.SERVERLESS else "containerized"
    return structs.replace(found, **{block: structs.replace(getattr(found, block), **settings)})


def measured(name="serverless", timings=TIMINGS, highest=50, model=None, **settings):
    """One of the four variants with what was measured of it; ``model`` are other resources."""
    found = variant(name, **settings)
    if model is not None:
        own = structs.replace(found.model, resources={"requests": model})
        found = structs.replace(found, model=own)
    return MeasuredVariant(found, timings, highest)


def profile(
    rate=0.01,
    sheets=None,
    names=("serverless", "containerized"),
    cost=COST,
    timings=TIMINGS,
    highest=HELD,
    settings=(),
    **changes,
):
    """The costs of one traffic; ``settings`` are those of variants by their names."""
    given = dict(settings)
    variants = [
        measured(name, timings, highest.get(name, 0), **given.get(name, {})) for name in names
    ]
    return TrafficCost(traffic(rate, **changes), sheets or [sheet()], variants, cost)


def cost_of(found, name, sheet_name="own-cluster"):
    """What one option costs at a profile."""
    (cost,) = (cost for cost in found.costs if cost.option.key == (name, sheet_name))
    return cost


def pod(name="serverless", begin=0, end=60, containers=(MODEL, PROXY), uid="uid", **changes):
    """A pod that existed between two seconds of the run; that of a role has no variant."""
    roles = [Role.RUNNER, Role.GENERATOR]
    values = {"variant": None, "role": Role(name)} if name in roles else {"variant": name}
    return PodInterval(
        uid=uid,
        containers=containers,
        started_nanoseconds=START + begin * SECOND,
        ended_nanoseconds=START + end * SECOND,
        gone=True,
        **values,
        **changes,
    )


def samples(*names, variants=("serverless", "containerized"), **changes):
    """Samples of every scenario, with pods and with the documents of the sheets."""
    pods = (
        pod(uid="uid-0", end=44, terminating_nanoseconds=START + 14 * SECOND),
        pod("containerized", containers=(MODEL,), uid="fixed", end=600),
        pod("runner", containers=(ContainerRequest("runner", 50, 96 << 20),), uid="r", end=600),
    )
    sheets = tuple((name, read_built_in(name)) for name in names or ("own-cluster",))
    return all_samples(variants, **{"pods": pods, "sheets": sheets, **changes})
