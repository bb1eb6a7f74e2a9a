"""The scenarios of a run in their order: what must be cold first, what makes heat last."""

from collections.abc import Callable

from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.samples import Samples
from modelbench.instruments.context import Context
from modelbench.instruments.load_arm import LoadArm, containerized_load_arm, serverless_load_arm
from modelbench.instruments.load_runner import LoadRunner
from modelbench.load.sender import Sender
from modelbench.runner.lanes import Lanes
from modelbench.scenarios.autoscale.measure import AutoscaleScenario
from modelbench.scenarios.burst.measure import BurstScenario
from modelbench.scenarios.cold_start.measure import ColdStartScenario
from modelbench.scenarios.reactivation.measure import ReactivationScenario
from modelbench.scenarios.steady.measure import SteadyScenario
from modelbench.scenarios.steady.usage import SteadyUsage

Save = Callable[[Samples, str], None]


class ScenarioRunner:
    """Runs those that the spec asks for. Each goes on from what is stored already.

    ``finished`` names those that are behind, so that a later failure takes nothing from them.
    """

    def __init__(self, context: Context, lanes: Lanes, sender: Sender, save: Save) -> None:
        self._context = context
        self._lanes = lanes
        self._loads = LoadRunner(context, sender)
        self._save = save
        self.finished: list[str] = []

    def run(self, samples: Samples) -> Samples:
        """Measure to the end. BenchmarkError when one cannot be measured."""
        self._save(samples, "both arms answer")
        scenarios = {
            "coldStart": self._cold_start,
            "burst": self._burst,
            "reactivation": self._reactivation,
            "steady": self._steady,
            "autoscale": self._autoscale,
        }
        for name, scenario in scenarios.items():
            samples = scenario(samples)
            self.finished.append(name)
        return samples

    def _cold_start(self, samples: Samples) -> Samples:
        settings = self._context.spec.scenarios.cold_start
        if settings is None:
            return samples
        arms = {SERVERLESS: self._lanes.serverless, CONTAINERIZED: self._lanes.containerized}
        return ColdStartScenario(settings, arms, samples, self._save).run()

    def _burst(self, samples: Samples) -> Samples:
        settings = self._context.spec.scenarios.burst
        if settings is None:
            return samples
        fixed = self._context.fixed_target()
        lanes = self._lanes.serverless
        scenario = BurstScenario(self._context, settings, lanes, fixed, self._loads, self._save)
        return scenario.run(samples)

    def _reactivation(self, samples: Samples) -> Samples:
        settings = self._context.spec.scenarios.reactivation
        if settings is None:
            return samples
        lanes = self._lanes.serverless
        return ReactivationScenario(self._context, settings, lanes, self._save).run(samples)

    def _steady(self, samples: Samples) -> Samples:
        settings = self._context.spec.scenarios.steady
        if settings is None:
            return samples
        self._context.node_load.look()
        arms = self._load_arms()
        usage = SteadyUsage(self._context, arms)
        scenario = SteadyScenario(self._context, settings, arms, self._loads, usage, self._save)
        return scenario.run(samples)

    def _autoscale(self, samples: Samples) -> Samples:
        settings = self._context.spec.scenarios.autoscale
        if settings is None:
            return samples
        self._context.node_load.look()
        cold_lane = self._lanes.serverless[0]
        scenario = AutoscaleScenario(
            self._context, settings, self._load_arms(), cold_lane, self._loads, self._save
        )
        return scenario.run(samples)

    def _load_arms(self) -> list[LoadArm]:
        context = self._context
        return [
            serverless_load_arm(context, context.knative_target(1)),
            containerized_load_arm(context, context.fixed_target()),
        ]
