"""Traffic, prices and objectives as they are read from a spec."""

from decimal import Decimal

import pytest
from modelbench.api.choices import (
    Cost,
    Objective,
    Shape,
    parse_cost,
    parse_objectives,
    parse_traffic,
)


def test_a_rate_is_given_by_the_month_or_by_the_second():
    by_month, by_second = parse_traffic(
        [
            {"name": "a", "requestsPerMonth": 2628, "shape": "Constant"},
            {"name": "b", "requestsPerSecond": 3, "shape": "Bursts"},
        ]
    )
    assert (by_month.rate, by_month.requests) == (pytest.approx(0.001), 2628)
    assert (by_second.rate, by_second.requests) == (3, 7_884_000)
    assert by_second.shape is Shape.BURSTS


def test_the_weights_of_a_day():
    weights = list(range(24))
    item = {"name": "a", "requestsPerSecond": 1, "shape": "Hourly", "hourlyWeights": weights}
    (found,) = parse_traffic([item])
    assert found.hourly_weights == tuple(weights)


def test_every_setting_of_the_cost_arrives_where_it_belongs():
    document = {
        "sheets": {"names": ["aws-lambda"], "configMapName": "prices"},
        "includeControlPlane": True,
        "controlPlaneServices": 7,
        "includeFreeTier": False,
        "stableWindowSeconds": 60,
    }
    assert parse_cost(document) == Cost(
        sheets=("aws-lambda",),
        sheets_config_map="prices",
        include_control_plane=True,
        control_plane_services=7,
        include_free_tier=False,
        stable_window_seconds=60,
    )
    assert parse_cost(None) is None


def test_a_bound_is_a_decimal_whatever_its_unit():
    found = parse_objectives(
        [
            {"figure": "serverless.coldStart.p95", "maximumMilliseconds": 1500},
            {
                "figure": "containerized.steady.failurePercent",
                "ratePerSecond": 10,
                "maximumPercent": "0.1",
            },
            {
                "figure": "serverless.cost.perMonth",
                "traffic": "a",
                "sheet": "own-cluster",
                "maximumAmount": "20.30",
            },
        ]
    )
    assert found == (
        Objective("serverless.coldStart.p95", Decimal(1500)),
        Objective("containerized.steady.failurePercent", Decimal("0.1"), rate=10),
        Objective("serverless.cost.perMonth", Decimal("20.30"), traffic="a", sheet="own-cluster"),
    )
    assert [objective.path for objective in found] == [
        "serverless",
        "containerized",
        "serverless",
    ]
