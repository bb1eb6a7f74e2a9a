"""Some cells of the grid on which the forecast is held against an independent simulation."""

import pytest

from tests.bench.forecast_cells import Cell, compared


@pytest.mark.parametrize(
    ("cell", "seed"),
    [
        (Cell("Constant", 6, 10.0, 0.1, 1, 0.3), 1),
        (Cell("Constant", 60, 0.5, 10.0, 1, 3.0), 1),
        (Cell("Constant", 6, 120.0, 10.0, 10, 1.0), 1),
        (Cell("Bursts", 6, 2.0, 1.0, 1, 3.0), 1),
        (Cell("Bursts", 60, 30.0, 0.005, 0, 1.0), 1),
    ],
    ids=str,
)
def test_the_forecast_is_that_of_an_independent_simulation(cell, seed):
    """Beyond twice the error of both: 2% of pod-seconds and cold requests, 5% of the p99."""
    found = compared(cell, seconds=0.0, seed=seed, requests=8000)
    assert found.pods.beyond <= 0.02, found
    assert found.cold.beyond <= 0.02, found
    assert found.p99.beyond <= 0.05, found
