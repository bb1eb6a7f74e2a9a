"""What all unit tests share."""

from collections.abc import Generator

import pytest
from modelbench.forecast import forecasts
from modelbench.forecast.simulated import Budget

# Tests of these figures need simulations as long as the product's; others need any month at all.
_EXACT = ("forecast", "cost", "test_figures_as_before.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Short simulations, where what a month costs is not what a test is about.

    Around a whole test, so that fixtures of any scope have them as well.
    """
    with pytest.MonkeyPatch.context() as patch:
        if {item.path.name, item.path.parent.name}.isdisjoint(_EXACT):
            patch.setattr(forecasts, "OWN", Budget(1500))
            patch.setattr(forecasts, "CURVE", Budget(400, latencies=False))
        return (yield)
