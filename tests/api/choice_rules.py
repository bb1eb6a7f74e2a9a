"""The rules of traffic, prices and objectives, for the tests. As in ``test_field_rules``."""

from tests.api.scenario_rules import bounds

SHEETS = "spec__cost__sheets"
WEIGHTS = [1] * 24


def traffic(**fields):
    """One profile; a mean of one request a second unless told otherwise."""
    rate = {} if "requestsPerMonth" in fields else {"requestsPerSecond": 1}
    return [{"name": "a", **rate, **fields}]


def profiles(count):
    return [{"name": f"p{number}", "requestsPerSecond": 1} for number in range(count)]


def hourly(weights):
    return traffic(shape="Hourly", hourlyWeights=weights)


def weekly(weights):
    return traffic(shape="Weekly", weeklyWeights=weights)


def objective(metric="serverless.coldStart.p50", **fields):
    """One objective; of at most a second unless told otherwise."""
    maximum = (
        {}
        if any(name.startswith(("maximum", "minimum")) for name in fields)
        else {"maximumMilliseconds": 1}
    )
    return [{"metric": metric, **maximum, **fields}]


TRAFFIC_RULES = [
    ("spec__traffic", profiles(5), profiles(6), "spec.traffic"),
    ("spec__traffic", profiles(2), profiles(1) * 2, "spec.traffic[1]"),
    ("spec__traffic", traffic(name="a-1"), traffic(name="A"), "spec.traffic[0].name"),
    ("spec__traffic", traffic(name="a" * 63), traffic(name="a" * 64), "spec.traffic[0].name"),
    ("spec__traffic", traffic(name="a"), traffic(name=""), "spec.traffic[0].name"),
    ("spec__traffic", traffic(), [{"requestsPerSecond": 1}], "spec.traffic[0].name"),
    (
        "spec__traffic",
        traffic(),
        [{"name": "a"}],
        "spec.traffic needs exactly one of requestsPerMonth and requestsPerSecond",
    ),
    (
        "spec__traffic",
        traffic(requestsPerMonth=1),
        traffic(requestsPerMonth=1, requestsPerSecond=1),
        "spec.traffic needs exactly one of requestsPerMonth and requestsPerSecond",
    ),
    (
        "spec__traffic",
        traffic(requestsPerMonth=1),
        traffic(requestsPerMonth=0),
        "spec.traffic[0].requestsPerMonth",
    ),
    (
        "spec__traffic",
        traffic(requestsPerMonth=10**10),
        traffic(requestsPerMonth=10**10 + 1),
        "spec.traffic[0].requestsPerMonth",
    ),
    (
        "spec__traffic",
        traffic(requestsPerSecond=1),
        traffic(requestsPerSecond=0),
        "spec.traffic[0].requestsPerSecond",
    ),
    (
        "spec__traffic",
        traffic(requestsPerSecond=5000),
        traffic(requestsPerSecond=5001),
        "spec.traffic[0].requestsPerSecond",
    ),
    ("spec__traffic", traffic(shape="Bursts"), traffic(shape="Daily"), "spec.traffic[0].shape"),
    (
        "spec__traffic",
        hourly(WEIGHTS),
        traffic(shape="Hourly"),
        "spec.traffic needs hourlyWeights with shape Hourly",
    ),
    (
        "spec__traffic",
        hourly(WEIGHTS),
        traffic(hourlyWeights=WEIGHTS),
        "spec.traffic needs hourlyWeights with shape Hourly, and with no other",
    ),
    (
        "spec__traffic",
        hourly([0] * 23 + [1]),
        hourly([0] * 24),
        "spec.traffic needs a weight greater than 0 in hourlyWeights",
    ),
    (
        "spec__traffic",
        weekly(WEIGHTS * 7),
        traffic(shape="Weekly"),
        "spec.traffic needs weeklyWeights with shape Weekly, and with no other",
    ),
    (
        "spec__traffic",
        weekly([0] * 167 + [1]),
        weekly([0] * 168),
        "spec.traffic needs a weight greater than 0 in weeklyWeights",
    ),
    ("spec__traffic", weekly(WEIGHTS * 7), weekly(WEIGHTS), "spec.traffic[0].weeklyWeights"),
    (
        "spec__traffic",
        weekly([0, *(WEIGHTS * 7)[1:]]),
        weekly([-1, *(WEIGHTS * 7)[1:]]),
        "spec.traffic[0].weeklyWeights[0]",
    ),
    ("spec__traffic", hourly(WEIGHTS), hourly(WEIGHTS[1:]), "spec.traffic[0].hourlyWeights"),
    ("spec__traffic", hourly(WEIGHTS), hourly([1, *WEIGHTS]), "spec.traffic[0].hourlyWeights"),
    (
        "spec__traffic",
        hourly([0, *WEIGHTS[1:]]),
        hourly([-1, *WEIGHTS[1:]]),
        "spec.traffic[0].hourlyWeights[0]",
    ),
    (
        "spec__traffic",
        hourly([10**6, *WEIGHTS[1:]]),
        hourly([10**6 + 1, *WEIGHTS[1:]]),
        "spec.traffic[0].hourlyWeights[0]",
    ),
]

COST_RULES = [
    (SHEETS + "__names", ["aws-lambda"], ["azure"], "spec.cost.sheets.names[0]"),
    (
        SHEETS + "__names",
        ["google-cloud-run-instances", "azure-container-apps"],
        ["google-cloud-run-instances", "google-cloud-run-jobs"],
        "spec.cost.sheets.names[1]",
    ),
    (
        SHEETS + "__names",
        ["aws-lambda", "aws-fargate"],
        ["aws-lambda", "aws-lambda"],
        "spec.cost.sheets.names[1]",
    ),
    (
        SHEETS,
        {"names": [], "configMapName": "prices"},
        {"names": []},
        "spec.cost.sheets needs names or configMapName",
    ),
    (SHEETS + "__configMapName", "a.b", "A", "spec.cost.sheets.configMapName"),
    (SHEETS + "__configMapName", "a", "", "spec.cost.sheets.configMapName"),
    (SHEETS + "__configMapName", "a" * 253, "a" * 254, "spec.cost.sheets.configMapName"),
    ("spec__cost__includeControlPlane", True, "yes", "spec.cost.includeControlPlane"),
    ("spec__cost__includeFreeTier", False, "no", "spec.cost.includeFreeTier"),
    *bounds("spec.cost.controlPlaneServices", 1, 10000),
    *bounds("spec.cost.stableWindowSeconds", 6, 3600),
]

OBJECTIVE_RULES = [
    ("spec__objectives", objective() * 16, objective() * 17, "spec.objectives"),
    ("spec__objectives", objective(), [{"maximumMilliseconds": 1}], "spec.objectives[0].metric"),
    *(
        ("spec__objectives", objective(), objective(metric), "spec.objectives[0].metric")
        for metric in (
            "speed",
            "coldStart.p50",
            "serverless.coldStart.p42",
            "serverless.coldStart.p50.",
            "Serverless.coldStart.p50",
            "serverless-.coldStart.p50",
            f"{'a' * 72}.burst.p50",
        )
    ),
    (
        "spec__objectives",
        objective(),
        [{"metric": "serverless.coldStart.p50"}],
        "spec.objectives needs exactly one of maximumMilliseconds",
    ),
    (
        "spec__objectives",
        objective(maximumMilliseconds=1),
        objective(maximumMilliseconds=1, maximumAmount="1"),
        "spec.objectives needs exactly one of maximumMilliseconds",
    ),
    (
        "spec__objectives",
        objective(maximumMilliseconds=1),
        objective(maximumPercent="1"),
        "spec.objectives needs maximumPercent with a metric in percent, and with no other",
    ),
    (
        "spec__objectives",
        objective(maximumMilliseconds=1),
        objective(maximumAmount="1"),
        "spec.objectives needs maximumAmount with the metric cost.perMonth, and with no other",
    ),
    (
        "spec__objectives",
        objective(maximumMilliseconds=1),
        objective(maximumMilliseconds=0),
        "spec.objectives[0].maximumMilliseconds",
    ),
    (
        "spec__objectives",
        objective(maximumMilliseconds=3600000),
        objective(maximumMilliseconds=3600001),
        "spec.objectives[0].maximumMilliseconds",
    ),
    (
        "spec__objectives",
        objective(),
        objective(ratePerSecond=10),
        "spec.objectives needs ratePerSecond with a metric of steady, and with no other but those",
    ),
    (
        "spec__objectives",
        objective(),
        objective(sheet="own-cluster"),
        "spec.objectives needs sheet with a metric of cost, and with no other",
    ),
]
