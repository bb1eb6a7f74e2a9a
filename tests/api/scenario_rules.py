"""The rules of the scenarios, of their load and of the Deployment's autoscaler, for the tests.

As in ``test_field_rules``: the field, what is accepted, what is rejected, and what the refusal
must say.
"""

AUTOSCALER = "spec__containerized__horizontalPodAutoscaler"
LOAD = "spec__load__"
STEADY = "spec__scenarios__steady"
AUTOSCALE = "spec__scenarios__autoscale"
GAPS = "spec__scenarios__reactivation__gapsSeconds"


def bounds(path, lowest, highest, **siblings):
    """Two rules: ``siblings`` beside the field let its bounds be the only thing that is tested."""
    parent, name = path.rsplit(".", 1)
    return [
        (
            parent.replace(".", "__"),
            {**siblings, name: accepted},
            {**siblings, name: rejected},
            f"{path} in body should be",
        )
        for accepted, rejected in ((lowest, lowest - 1), (highest, highest + 1))
    ]


def replicas(fewest, most):
    return {"replicas": fewest, "horizontalPodAutoscaler": {"maxReplicas": most}}


def steady(rates, seconds):
    return {"ratesPerSecond": rates, "durationSeconds": seconds}


def rates(base, peak):
    """With so short stages that not the number of requests decides."""
    short = {"baseSeconds": 1, "holdSeconds": 5, "settleSeconds": 1}
    return {"baseRatePerSecond": base, "peakRatePerSecond": peak, **short}


def peak(rate, base, ramp, hold):
    seconds = {"baseSeconds": base, "rampSeconds": ramp, "holdSeconds": hold}
    return {"peakRatePerSecond": rate, **seconds}


AUTOSCALER_RULES = [
    (AUTOSCALER, {"maxReplicas": 1}, {}, "spec.containerized.horizontalPodAutoscaler.maxReplicas"),
    *bounds("spec.containerized.horizontalPodAutoscaler.maxReplicas", 1, 100),
    *bounds(
        "spec.containerized.horizontalPodAutoscaler.targetCPUUtilizationPercentage",
        1,
        100,
        maxReplicas=2,
    ),
    *bounds(
        "spec.containerized.horizontalPodAutoscaler.scaleDownStabilizationSeconds",
        0,
        3600,
        maxReplicas=2,
    ),
    (
        "spec__containerized",
        replicas(3, 3),
        replicas(3, 2),
        "spec.containerized.horizontalPodAutoscaler.maxReplicas must not be below",
    ),
]

BODIES = {"bodies": {"configMapName": "a"}}

LOAD_RULES = [
    *bounds("spec.load.generators", 1, 16),
    *bounds("spec.load.maxConnections", 1, 5000),
    *bounds("spec.load.seed", 0, 2147483647),
    *bounds("spec.load.maxFailurePercent", 0, 100),
    (LOAD + "arrivals", "Poisson", "Random", "spec.load.arrivals"),
    (LOAD + "bodies", {"configMapName": "a.b"}, {"configMapName": "A"}, "bodies.configMapName"),
    (LOAD + "bodies", {"configMapName": "a"}, {}, "spec.load.bodies.configMapName"),
    (LOAD + "expectedJSONPath", "$.a..b", "a", "spec.load.expectedJSONPath"),
    (LOAD + "expectedJSONPath", "$..a..b", "$..a..b..c", "spec.load.expectedJSONPath"),
    (
        "spec",
        {"model": {"image": "i", "request": {}}, "load": BODIES},
        {"model": {"image": "i", "request": {"method": "GET"}}, "load": BODIES},
        "spec.load.bodies is not allowed with method GET",
    ),
]


def whole(variants, **scenarios):
    """A spec with so many variants beside the two, and these scenarios alone."""
    more = [{"name": f"v{'abcdef'[n]}", "containerized": {}} for n in range(variants)]
    model = {"image": "i", "request": {}}
    return {"model": model, "suspend": True, "variants": more, "scenarios": scenarios}


MOST_BURSTS = {"requests": 500, "trials": 50}
MOST_ROUNDS = {"ratesPerSecond": [*range(201, 211)], "durationSeconds": 10, "rounds": 6}
TOO_MANY_SAMPLES = "spec.scenarios and spec.variants ask for more samples than the 1 MiB"

SAMPLE_RULES = [
    ("spec", whole(3, burst=MOST_BURSTS), whole(4, burst=MOST_BURSTS), TOO_MANY_SAMPLES),
    (
        "spec",
        whole(1, steady=MOST_ROUNDS),
        whole(2, steady=MOST_ROUNDS),
        TOO_MANY_SAMPLES,
    ),
    (
        "spec",
        whole(
            0, steady=steady([2400], 120) | {"rounds": 50}, burst={"requests": 500, "trials": 40}
        ),
        whole(
            0, steady=steady([2400], 120) | {"rounds": 50}, burst=MOST_BURSTS | {"requests": 499}
        ),
        TOO_MANY_SAMPLES,
    ),
    (
        "spec",
        whole(3, coldStart={"maxTrials": 500}),
        whole(4, coldStart={"maxTrials": 500}),
        TOO_MANY_SAMPLES,
    ),
]


OWN = [{"name": "own", "requestsPerSecond": 1}]
LONG = {"traffic": "own", "durationSeconds": 7200}


def replay(**fields):
    """A spec whose one profile is called own, with a replay of it alone."""
    return whole(0, replay={"traffic": "own", **fields}) | {"traffic": OWN}


def replay_bounds(name, lowest, highest):
    words = f"spec.scenarios.replay.{name} in body should be"
    for accepted, rejected in ((lowest, lowest - 1), (highest, highest + 1)):
        yield "spec", replay(**{name: accepted}), replay(**{name: rejected}), words


REPLAY_RULES = [
    (
        "spec",
        replay(),
        replay(traffic="other"),
        "spec.scenarios.replay.traffic must be the name of a profile of spec.traffic",
    ),
    (
        "spec",
        replay(),
        whole(0, replay={"traffic": "own"}),
        "spec.scenarios.replay.traffic must be the name of a profile of spec.traffic",
    ),
    ("spec", replay(), replay() | {"scenarios": {"replay": {}}}, "spec.scenarios.replay.traffic"),
    *replay_bounds("startSeconds", 0, 2678400),
    *replay_bounds("durationSeconds", 60, 7200),
    *replay_bounds("seed", 0, 2147483647),
    (
        "spec",
        whole(3, coldStart={"maxTrials": 500}),
        whole(3, coldStart={"maxTrials": 500}, replay=LONG) | {"traffic": OWN},
        TOO_MANY_SAMPLES,
    ),
]

SCENARIO_RULES = [
    *SAMPLE_RULES,
    *REPLAY_RULES,
    ("spec__scenarios", {"burst": {}}, {}, "spec.scenarios in body should have at least 1"),
    *bounds("spec.scenarios.burst.requests", 2, 500),
    *bounds("spec.scenarios.burst.trials", 1, 50),
    (STEADY + "__ratesPerSecond", [1], [], "spec.scenarios.steady.ratesPerSecond"),
    (STEADY + "__ratesPerSecond", [1, 2], [2, 2], "spec.scenarios.steady.ratesPerSecond[1]"),
    (STEADY + "__ratesPerSecond", [1], [0], "spec.scenarios.steady.ratesPerSecond[0]"),
    (STEADY + "__ratesPerSecond", [5000], [5001], "spec.scenarios.steady.ratesPerSecond[0]"),
    (
        STEADY + "__ratesPerSecond",
        [*range(1, 11)],
        [*range(1, 12)],
        "spec.scenarios.steady.ratesPerSecond",
    ),
    *bounds("spec.scenarios.steady.durationSeconds", 1, 600),
    *bounds("spec.scenarios.steady.warmUpSeconds", 0, 60),
    *bounds("spec.scenarios.steady.rounds", 2, 50),
    (
        STEADY,
        steady([1, 5000], 80),
        steady([1, 5000], 81),
        "spec.scenarios.steady.ratesPerSecond times durationSeconds must not exceed 400000",
    ),
    (
        STEADY,
        {**steady([1, 2, 3], 1), "rounds": 20},
        {**steady([1, 2, 3], 1), "rounds": 21},
        "spec.scenarios.steady.rounds times the number of ratesPerSecond must not exceed 60",
    ),
    (
        STEADY,
        {**steady([1, 2], 600), "rounds": 6},
        {**steady([1, 2], 600), "rounds": 7},
        "spec.scenarios.steady.durationSeconds times rounds times the number of ratesPerSecond "
        "must not exceed 7200",
    ),
    *bounds("spec.scenarios.steady.saturation.maxRatePerSecond", 2, 5000),
    *bounds("spec.scenarios.steady.saturation.stepSeconds", 2, 60),
    *bounds("spec.scenarios.steady.saturation.latencyObjectiveMilliseconds", 1, 600000),
    (AUTOSCALE, rates(0, 50), rates(-1, 50), "spec.scenarios.autoscale.baseRatePerSecond"),
    (AUTOSCALE, rates(4999, 5000), rates(5001, 5000), "spec.scenarios.autoscale.baseRatePerSecond"),
    (
        AUTOSCALE,
        rates(49, 50),
        rates(50, 50),
        "spec.scenarios.autoscale.peakRatePerSecond must be greater than baseRatePerSecond",
    ),
    *bounds("spec.scenarios.autoscale.peakRatePerSecond", 1, 5000, baseRatePerSecond=0),
    *bounds("spec.scenarios.autoscale.baseSeconds", 1, 600),
    *bounds("spec.scenarios.autoscale.rampSeconds", 0, 600),
    *bounds("spec.scenarios.autoscale.holdSeconds", 5, 1800),
    *bounds("spec.scenarios.autoscale.settleSeconds", 0, 1800),
    *bounds("spec.scenarios.autoscale.latencyObjectiveMilliseconds", 1, 600000),
    (
        AUTOSCALE,
        {**peak(4000, base=10, ramp=30, hold=59), "settleSeconds": 4000 // 4},
        {**peak(4000, base=10, ramp=31, hold=59), "settleSeconds": 4000 // 4},
        "spec.scenarios.autoscale.peakRatePerSecond times baseSeconds, rampSeconds and holdSeconds "
        "together, and baseRatePerSecond times settleSeconds, must not exceed 400000",
    ),
    (GAPS, [1], [], "spec.scenarios.reactivation.gapsSeconds"),
    (GAPS, [1, 2], [2, 2], "spec.scenarios.reactivation.gapsSeconds[1]"),
    (GAPS, [1], [0], "spec.scenarios.reactivation.gapsSeconds[0]"),
    (GAPS, [600], [601], "spec.scenarios.reactivation.gapsSeconds[0]"),
    (GAPS, [*range(1, 21)], [*range(1, 22)], "spec.scenarios.reactivation.gapsSeconds"),
    *bounds("spec.scenarios.reactivation.trials", 1, 20),
    *bounds("spec.scenarios.reactivation.lanes", 1, 16),
]
