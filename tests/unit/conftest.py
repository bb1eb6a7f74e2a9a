"""What all unit tests share."""

import pytest
from modelbench.forecast import forecasts
from modelbench.forecast.simulated import Budget

# Tests of these figures need simulations as long as the product's; others need any month at all.
_EXACT = ("forecast", "cost", "test_figures_as_before.py")


@pytest.fixture(autouse=True)
def coarse_forecasts(request, monkeypatch):
    """Short simulations, where what a month costs is not what a test is about."""
    if {request.path.name, request.path.parent.name}.isdisjoint(_EXACT):
        monkeypatch.setattr(forecasts, "OWN", Budget(1500))
        monkeypatch.setattr(forecasts, "CURVE", Budget(400, latencies=False))
