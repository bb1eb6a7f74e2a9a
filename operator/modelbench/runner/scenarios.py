"""The scenarios of a run, in the order of the registry."""

from modelbench.api.samples import Samples
from modelbench.instruments.session import Session
from modelbench.scenarios.never_answered import never_answered
from modelbench.scenarios.registry import asked_scenarios


class ScenarioRunner:
    """Runs those that the spec asks for. Each goes on from what is stored already.

    ``finished`` names those that are behind, so that a later failure takes nothing from them.
    """

    def __init__(self) -> None:
        self.finished: list[str] = []

    def run(self, session: Session, samples: Samples) -> Samples:
        """Measure to the end. BenchmarkError when a scenario cannot be measured, or a variant was
        sent requests and gave no good response.
        """
        session.save(samples, "every variant answers")
        for scenario in asked_scenarios(session.context.spec):
            samples = scenario.measure.measure(session, samples)
            error = never_answered(samples, session.variants)
            if error is not None:
                raise error
            self.finished.append(scenario.name)
        return samples
