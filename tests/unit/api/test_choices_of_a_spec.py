"""Traffic, prices and objectives as they are read from a spec."""

from decimal import Decimal

import pytest
from modelbench.api.choices import Cost, Objective, Shape, Sheets

from tests.unit.made import specs


def traffic(*profiles):
    return [profile.traffic() for profile in specs.spec(traffic=list(profiles)).traffic]


def test_a_rate_is_given_by_the_month_or_by_the_second():
    by_month, by_second = traffic(
        {"name": "a", "requestsPerMonth": 2628, "shape": "Constant"},
        {"name": "b", "requestsPerSecond": 3, "shape": "Bursts"},
    )
    assert (by_month.rate, by_month.requests) == (pytest.approx(0.001), 2628)
    assert (by_second.rate, by_second.requests) == (3, 7_884_000)
    assert by_second.shape is Shape.BURSTS


def test_the_weights_of_a_day():
    weights = list(range(24))
    (found,) = traffic(
        {"name": "a", "requestsPerSecond": 1, "shape": "Hourly", "hourlyWeights": weights}
    )
    assert found.hourly_weights == tuple(weights)


def test_every_setting_of_the_cost_arrives_where_it_belongs():
    document = {
        "sheets": {"names": ["aws-lambda"], "configMapName": "prices"},
        "includeControlPlane": True,
        "controlPlaneServices": 7,
        "includeFreeTier": False,
        "stableWindowSeconds": 60,
    }
    assert specs.spec(cost=document).cost == Cost(
        sheets=Sheets(names=("aws-lambda",), config_map_name="prices"),
        include_control_plane=True,
        control_plane_services=7,
        include_free_tier=False,
        stable_window_seconds=60,
    )


def test_a_bound_is_a_decimal_whatever_its_unit():
    found = specs.spec(
        objectives=[
            {"metric": "serverless.coldStart.p95", "maximumMilliseconds": 1500},
            {
                "metric": "containerized.steady.failurePercent",
                "ratePerSecond": 10,
                "maximumPercent": "0.1",
            },
            {
                "metric": "kept-warm.cost.perMonth",
                "traffic": "a",
                "sheet": "own-cluster",
                "maximumAmount": "20.30",
            },
        ]
    ).objectives
    assert [objective.bound for objective in found] == [
        Decimal(1500),
        Decimal("0.1"),
        Decimal("20.30"),
    ]
    assert found[1].rate_per_second == 10
    assert (found[2].traffic, found[2].sheet) == ("a", "own-cluster")
    assert [objective.variant for objective in found] == [
        "serverless",
        "containerized",
        "kept-warm",
    ]


def test_an_objective_without_a_bound_is_refused_by_name():
    with pytest.raises(ValueError, match=r"serverless\.coldStart\.p95 has no bound"):
        _ = Objective("serverless.coldStart.p95").bound
