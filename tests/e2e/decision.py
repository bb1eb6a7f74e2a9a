"""The benchmark from which recommendations follow: examples/variants.yaml, with more prices."""

from tests.e2e.benchmarks import SMALL_MODEL, example

NAME = "variants"
SERVERLESS, CONTAINERIZED = "serverless", "containerized"
WARM, TWO = "kept-warm", "two-replicas"
NAMES = (SERVERLESS, CONTAINERIZED, WARM, TWO)
SCENARIOS = example(NAME)[0]["spec"]["scenarios"]
# A rare one, office hours, and a busy one.
TRAFFIC = example("decision")[0]["spec"]["traffic"]

# 0.02 CPU and 1/16 GiB for 730 hours: 14.60 EUR. A sheet in another currency cannot be compared, so
# it prices containerized variants only, and has to be ruled out where a variant is to be chosen.
SHEET = """\
provider: us
product: our cluster
region: here
date: "2026-01-01"
source: https://example.com/prices
currency: EUR
billing: Capacity
modes: [Containerized]
prices:
  vcpuHour: "0.5"
  gibibyteHour: "0.16"
"""


def too_dear(variant, traffic):
    """An objective that rules out a variant by our own prices: no month costs as little."""
    return {
        "metric": f"{variant}.cost.perMonth",
        "traffic": traffic,
        "sheet": "ours",
        "maximumAmount": "14.59",
    }


OBJECTIVES = [
    {"metric": "serverless.coldStart.p50", "maximumMilliseconds": 60_000},
    too_dear(CONTAINERIZED, "rare"),
    {"metric": "containerized.coldStart.p99", "traffic": "rare", "maximumMilliseconds": 60_000},
    too_dear(TWO, "rare"),
    too_dear(TWO, "steady"),
]


def apply(benchmarks, sheet=SHEET):
    """The example with the sheet beside its own, other traffic and other objectives."""
    benchmarks.kubectl("create", "configmap", "prices", f"--from-literal=ours.yaml={sheet}")
    sheets = {"names": ["own-cluster"], "configMapName": "prices"}
    cost = {"sheets": sheets, "stableWindowSeconds": 60}
    benchmarks.apply_example(
        NAME, model=SMALL_MODEL, traffic=TRAFFIC, objectives=OBJECTIVES, cost=cost
    )
