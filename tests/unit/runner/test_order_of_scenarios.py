"""A run measures the scenarios that are asked for, and remembers those that are behind."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.runner.scenarios import ScenarioRunner
from modelbench.scenarios import registry

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.sessions import session
from tests.unit.made.specs import spec


@pytest.fixture
def measured(monkeypatch):
    """The names of the packages in the order in which they were asked to measure."""
    called = []

    def plane(scenario, name):
        def measure(session, samples):
            called.append(scenario.package)
            if scenario.package == "steady":
                raise BenchmarkError(Reason.LOAD_FAILED, "the pod is gone")
            return samples

        return SimpleNamespace(measure=measure)

    monkeypatch.setattr(registry.Scenario, "_plane", plane)
    return called


def test_scenarios_are_measured_in_the_order_of_the_registry(measured):
    ours, told = ScenarioRunner(), []
    asked = spec(scenarios={"autoscale": {}, "reactivation": {}, "coldStart": {}})
    ours.run(session(asked, save=lambda _, message: told.append(message)), Samples())
    assert measured == ["cold_start", "reactivation", "autoscale"]
    assert ours.finished == ["coldStart", "reactivation", "autoscale"]
    assert told == ["every variant answers"]


def test_a_variant_that_gave_no_good_response_ends_the_run(measured):
    ours = ScenarioRunner()
    failed = segment([MILLISECOND], failures=[(0, "status 500")], variant="containerized")
    asked = spec(scenarios={"burst": {}, "autoscale": {}})
    with pytest.raises(
        BenchmarkError, match="containerized returned no successful response: of 1"
    ) as raised:
        ours.run(session(asked), Samples(segments=(failed,)))
    assert raised.value.reason is Reason.UNEXPECTED_STATUS
    assert (measured, ours.finished) == (["burst"], [])


def test_a_scenario_that_fails_takes_nothing_from_those_before_it(measured):
    ours = ScenarioRunner()
    with pytest.raises(BenchmarkError):
        ours.run(session(spec(scenarios={"burst": {}, "steady": {}, "autoscale": {}})), Samples())
    assert ours.finished == ["burst"]
    assert measured == ["burst", "steady"]
