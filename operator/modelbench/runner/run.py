"""One run of a benchmark, from the first look at its children to the last sample."""

import logging
from dataclasses import replace
from random import Random
from typing import Any

from modelbench.api.names import API_VERSION, CONTAINERIZED, KIND, PATHS, SERVERLESS, Names
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec, parse_spec
from modelbench.decision.conclusions import conclude
from modelbench.instruments.clock import Clock
from modelbench.instruments.context import Context
from modelbench.instruments.load_runner import make_sender
from modelbench.instruments.observer import Observer
from modelbench.instruments.readiness import Readiness, check_answer
from modelbench.instruments.stamps import model_image
from modelbench.kube.client import KubernetesApi, load_configuration, path_of
from modelbench.load.node_load import NodeLoad, cpu_model
from modelbench.pods.image_ids import different_images
from modelbench.resources.serverless import autoscaling_annotations
from modelbench.runner.first_ever import first_ever
from modelbench.runner.generators import Generators
from modelbench.runner.lanes import Lanes
from modelbench.runner.pod_ledger import PodLedger
from modelbench.runner.price_sheets import load_sheets
from modelbench.runner.results import Results
from modelbench.runner.scenarios import ScenarioRunner
from modelbench.scenarios.run_summary import node_verdict, status_fields, verdicts

logger = logging.getLogger(__name__)


def run(namespace: str, name: str) -> None:
    """Measure one benchmark and leave its results, good or bad, in its ConfigMap."""
    load_configuration()
    api, names = KubernetesApi(), Names(namespace, name)
    benchmark = api.get(path_of(API_VERSION, KIND, namespace, name))
    if benchmark is None:
        logger.warning("ModelBenchmark %s/%s is gone", namespace, name)
        return
    uid: str = benchmark["metadata"]["uid"]
    Run(api, names, parse_spec(benchmark["spec"]), uid).execute()


class Run:
    """The samples of one run and what is done to gain them."""

    def __init__(self, api: KubernetesApi, names: Names, spec: Spec, uid: str) -> None:
        clock = Clock()
        observer = Observer(api, names, clock)
        self._context = Context(
            api,
            names,
            spec,
            observer,
            clock,
            Random(),  # noqa: S311
            NodeLoad(),
        )
        self._uid = uid
        self._ledger = PodLedger(observer, clock)
        self._results = Results(api, names)
        self._samples = Samples()
        self._finished: list[str] = []
        self._busy_before: tuple[float, ...] = ()
        self._environment: dict[str, Any] = {}
        self._lanes = Lanes(self._context, self._prepare)

    def execute(self) -> None:
        """Measure; a BenchmarkError becomes the result, since trying again would not help."""
        self._samples, progress = self._results.load()
        self._busy_before = self._samples.others_busy_percents
        if progress is not None and progress.ended:
            return
        try:
            self._measure()
        except BenchmarkError as error:
            logger.error("%s: %s", error.reason, error.message)
            self._save(RunState.FAILED, advise(error.reason, error.message), error.reason)
        else:
            self._save(RunState.COMPLETED, "every scenario has been measured")

    def _measure(self) -> None:
        context = self._context
        self._prepare("waiting for both arms to be ready")
        sheets = load_sheets(context.api, context.names, context.spec.cost)
        self._samples = replace(self._samples, sheets=tuple(sheets.items()))
        generators = Generators(context, self._uid)
        sender = make_sender(context.api, context.names, context.spec, generators.all)
        context.observer.start()
        self._ledger.start(self._samples.pods)
        Readiness(context).wait()
        self._note_first_ever()
        self._note_environment()
        self._note_images()
        check_answer(context, context.fixed_target(), CONTAINERIZED)
        check_answer(context, context.knative_target(1), SERVERLESS)
        generators.wait()
        self._lanes.open()
        self._environment["lanes"] = len(self._lanes.serverless)
        scenarios = ScenarioRunner(context, self._lanes, sender, self._save_samples)
        self._finished = scenarios.finished
        scenarios.run(self._samples)

    def _prepare(self, message: str) -> None:
        logger.info("%s", message)
        self._save(RunState.PREPARING, message)

    def _note_first_ever(self) -> None:
        if not self._samples.first_ever:
            found = tuple(first_ever(self._context.observer, path) for path in PATHS)
            self._samples = replace(self._samples, first_ever=found)

    def _note_environment(self) -> None:
        settings = autoscaling_annotations(self._context.spec)
        settings["timeoutSeconds"] = str(self._context.spec.scenarios.cold_start_seconds)
        self._environment["settings"] = settings
        if model := cpu_model():
            self._environment["nodeCPUModel"] = model

    def _note_images(self) -> None:
        """Knative asks the registry what a tag means; a node may have an older answer."""
        observer = self._context.observer
        pods = [(path, model_image(pod)) for path in PATHS for pod in observer.pods(path)]
        images = [(path, image) for path, image in pods if image is not None]
        for _, image in images:
            self._environment["imageDigest"] = image
        if difference := different_images(images):
            advice = "Name spec.model.image by its digest, or set imagePullPolicy to Always"
            raise BenchmarkError(Reason.IMAGE_PULL_FAILED, f"{difference}. {advice}")

    def _save_samples(self, samples: Samples, message: str) -> None:
        self._samples = samples
        self._save(RunState.MEASURING, message)

    def _save(self, state: RunState, message: str, reason: Reason | None = None) -> None:
        busy = (*self._busy_before, *self._context.node_load.percents)
        samples = replace(self._samples, others_busy_percents=busy)
        samples = self._samples = self._ledger.add_to(samples)
        scenarios = self._context.spec.scenarios
        status = status_fields(samples, scenarios)
        status["environment"] = {**self._environment, **status["environment"]}
        found = verdicts(samples, scenarios, status, self._finished)
        if state in (RunState.COMPLETED, RunState.FAILED):
            found = (*found, *node_verdict(samples))
        if state is RunState.COMPLETED:
            status, found = conclude(status, found, samples, self._context.spec)
        progress = Progress(state, message, reason, status, found, self._lanes.wanted)
        self._results.save(samples, progress)
