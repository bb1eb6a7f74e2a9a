"""Every field of the status that speaks of costs, objectives and recommendations."""

RUN_COST = {
    "summary": "0.00031 USD for 120 pod-seconds",
    "podSeconds": 120,
    "amounts": [
        {
            "sheet": "own-cluster",
            "currency": "USD",
            "amount": "0.00031",
            "idleAmount": "0.00021",
            "queueProxyAmount": "0.00003",
            "controlPlaneAmount": "0.00042",
        }
    ],
}
WHOLE_COST = {
    "podSeconds": 480,
    "amounts": [{"sheet": "own-cluster", "currency": "USD", "amount": "0.00099"}],
    "sheets": [
        {
            "name": "own-cluster",
            "provider": "us",
            "product": "our cluster",
            "region": "here",
            "date": "2026-01-01",
            "source": "https://example.com",
            "currency": "USD",
            "billing": "Capacity",
        }
    ],
}
TRAFFIC = [
    {
        "name": "quiet",
        "requestsPerMonth": 2628,
        "meanRatePerSecond": "0.001000",
        "peakRatePerSecond": "0.001000",
        "costs": [
            {
                "path": "serverless",
                "sheet": "own-cluster",
                "currency": "USD",
                "perMonth": "0.1387",
                "perMonthLower": "0.1384",
                "perMonthUpper": "0.1390",
                "perMillion": "52.7",
                "perMillionLower": "52.6",
                "perMillionUpper": "52.8",
                "podSeconds": 111000,
                "idlePercent": "99.9",
                "coldStarts": 2602,
                "coldRequests": 2607,
                "coldPercent": "99.2",
                "coldPercentLower": "99.1",
                "coldPercentUpper": "99.3",
                "controlPlanePerMonth": "14.93",
                "includesControlPlane": False,
                "missingReason": "none",
            }
        ],
        "breakEvens": [
            {
                "serverlessSheet": "own-cluster",
                "containerizedSheet": "own-cluster",
                "requestsPerSecond": "0.0244",
                "requestsPerSecondLower": "0.0243",
                "requestsPerSecondUpper": "0.0245",
                "requestsPerMonth": 64123,
                "cheaperAbove": "Containerized",
                "crossings": 1,
                "upToRequestsPerSecond": "50.0",
                "alwaysCheaper": "Serverless",
                "missingReason": "none",
            }
        ],
    }
]
OBJECTIVES = [
    {
        "figure": "serverless.cost.perMonth",
        "ratePerSecond": 10,
        "traffic": "quiet",
        "sheet": "own-cluster",
        "verdict": "Inconclusive",
        "maximum": "0.1387",
        "value": "0.1387",
        "lower": "0.1384",
        "upper": "0.1390",
        "message": "the interval contains it",
    }
]
RECOMMENDATION = [
    {
        "traffic": "quiet",
        "answer": "Serverless",
        "sheet": "own-cluster",
        "sentence": "Choose serverless.",
        "reasons": [
            {
                "effect": "Cheaper",
                "figure": "serverless.cost.perMonth",
                "path": "serverless",
                "sheet": "own-cluster",
                "value": "0.1387",
                "lower": "0.1384",
                "upper": "0.1390",
                "bound": "2.6942",
                "message": "at most 0.1390 USD a month",
            }
        ],
        "tippingPoints": [
            {
                "figure": "requestsPerSecond",
                "now": "0.001",
                "at": "0.0244",
                "changePercent": "2340.0",
                "towards": "Containerized",
            }
        ],
    }
]
DECISION = {
    "cost": WHOLE_COST,
    "traffic": TRAFFIC,
    "objectives": OBJECTIVES,
    "recommendation": RECOMMENDATION,
}

RULES = [
    (
        "traffic",
        TRAFFIC,
        [{**TRAFFIC[0], "costs": [{"path": "edge", "sheet": "a"}]}],
        "status.traffic[0].costs[0].path",
    ),
    (
        "traffic",
        TRAFFIC,
        [{**TRAFFIC[0], "breakEvens": [{**TRAFFIC[0]["breakEvens"][0], "cheaperAbove": "Both"}]}],
        "status.traffic[0].breakEvens[0].cheaperAbove",
    ),
    ("traffic", TRAFFIC, TRAFFIC * 2, "status.traffic[1]"),
    (
        "traffic",
        TRAFFIC,
        [{**TRAFFIC[0], "meanRatePerSecond": 0.5}],
        "status.traffic[0].meanRatePerSecond",
    ),
    (
        "objectives",
        OBJECTIVES,
        [{**OBJECTIVES[0], "verdict": "Perhaps"}],
        "status.objectives[0].verdict",
    ),
    (
        "recommendation",
        RECOMMENDATION,
        [{**RECOMMENDATION[0], "answer": "Both"}],
        "status.recommendation[0].answer",
    ),
    ("recommendation", RECOMMENDATION, RECOMMENDATION * 2, "status.recommendation[1]"),
    (
        "cost",
        WHOLE_COST,
        {"amounts": [{"sheet": "a", "amount": 0.5}]},
        "status.cost.amounts[0].amount",
    ),
]
