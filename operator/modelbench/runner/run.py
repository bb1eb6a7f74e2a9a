"""One run of a benchmark, from the first look at its children to the last sample."""

import logging
from collections.abc import Mapping
from random import Random
from typing import Any

from msgspec.structs import replace

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.conditions import ConditionUpdate
from modelbench.api.names import API_VERSION, KIND, Names
from modelbench.api.progress import Plan, Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.samples import Samples
from modelbench.api.status import Findings
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.instruments.clock import Clock
from modelbench.instruments.compared_variants import beside_others
from modelbench.instruments.context import Context
from modelbench.instruments.first_response import check_response
from modelbench.instruments.load_runner import LoadRunner, make_senders
from modelbench.instruments.observer import Observer
from modelbench.instruments.prepared_request import prepare_all
from modelbench.instruments.readiness import Readiness
from modelbench.instruments.session import Session
from modelbench.kube.client import load_configuration, url_of
from modelbench.kube.patient_api import PatientApi
from modelbench.load.node_load import NodeLoad
from modelbench.runner.circumstances import Circumstances
from modelbench.runner.compaction import MOST, compacted
from modelbench.runner.first_ever import first_ever
from modelbench.runner.generators import Generators
from modelbench.runner.lane_pool import LanePool
from modelbench.runner.pod_ledger import PodLedger
from modelbench.runner.price_sheets import load_sheets
from modelbench.runner.results import Results, TooLargeError
from modelbench.runner.scenarios import ScenarioRunner
from modelbench.runner.traces import load_traces
from modelbench.scenarios.findings import condition_updates, find, node_update
from modelbench.scenarios.plan import plan_of

logger = logging.getLogger(__name__)


def run(namespace: str, name: str) -> None:
    """Measure one benchmark and leave its results, good or bad, in its ConfigMap."""
    load_configuration()
    api = PatientApi()
    document = api.get(url_of(API_VERSION, KIND, namespace, name))
    if document is None:
        logger.warning("ModelBenchmark %s/%s is gone", namespace, name)
        return
    execute(api, Names(namespace, name), document)


def execute(api: PatientApi, names: Names, document: Mapping[str, Any]) -> None:
    """Measure a benchmark; a BenchmarkError is its result, since another try would not help."""
    results = Results(api, names)
    try:
        samples, progress = results.load()
        if progress is None or not progress.ended:
            Run(context_of(api, _read(document)), results, samples).execute()
    except BenchmarkError as error:
        logger.error("%s: %s", error.reason, error.message)
        results.save_progress(_failure(error))


def context_of(api: PatientApi, benchmark: Benchmark) -> Context:
    """What all parts of a run work with.

    BenchmarkError when a variant is none, or a part of the request is not there.
    """
    clock, names = Clock(), benchmark.names
    try:
        variants = variants_of(benchmark.spec)
    except FormatError as error:
        raise BenchmarkError(Reason.RESOURCES_REJECTED, str(error)) from error
    return Context(
        api,
        names,
        benchmark.metadata.uid,
        benchmark.spec,
        prepare_all(api, names, variants),
        variants,
        Observer(api, names, clock),
        clock,
        Random(),  # noqa: S311
        NodeLoad(),
    )


class Run:
    """The samples of one run and what is done to gain them."""

    def __init__(self, context: Context, results: Results, samples: Samples) -> None:
        self._context = context
        self._results = results
        self._samples = self._stored = samples
        self._compaction = 0
        self._busy_before = samples.others_busy_percents
        self._ledger = PodLedger(context.observer, context.clock)
        self._circumstances = Circumstances(context.variants, context.spec)
        self._pool = LanePool(context, self._prepare)
        self._scenarios = ScenarioRunner()
        self._plan: Plan | None = None

    def execute(self) -> None:
        """Measure, and save whatever came of it.

        What does not fit is left away, and what was stored before is the result.
        """
        try:
            self._measure()
            self._save(Progress(RunState.COMPLETED, "every scenario has been measured"))
        except BenchmarkError as error:
            if error.reason is Reason.RESULTS_TOO_LARGE:
                self._samples = self._stored
            # A pod's last words may repeat what it was sent.
            message = self._context.redaction.apply(error.message)
            logger.error("%s: %s", error.reason, message)
            self._save(_failure(BenchmarkError(error.reason, message, error.advice)))

    def _measure(self) -> None:
        context = self._context
        context.answered.update(self._samples.answered)
        self._prepare("waiting for every variant to be ready")
        sheets = load_sheets(context.api, context.names, context.spec.cost)
        traces = load_traces(context.api, context.names, context.spec.traffic)
        self._samples = replace(self._samples, sheets=tuple(sheets.items()), traces=traces)
        generators = Generators(context)
        senders = make_senders(context.requests, context.spec.load, generators.all)
        self._observe()
        self._check_responses()
        generators.wait()
        self._pool.open()
        self._circumstances.note_lanes(self._pool.count)
        self._plan = self._planned()
        loads = LoadRunner(context, senders)
        session = Session(context, context.variants, self._pool.lanes, loads, self._save_samples)
        self._scenarios.run(session, self._samples)

    def _planned(self) -> Plan | None:
        """None of a run that goes on: how much of it is left is not known so simply."""
        context, samples = self._context, self._samples
        scenarios = (samples.trials, samples.bursts, samples.gaps, samples.segments)
        if any(scenarios):
            return None
        now = context.clock.now_nanoseconds()
        return plan_of(context.spec, context.variants, samples.first_ever, now)

    def _observe(self) -> None:
        """Wait for every variant, and note what its first pods tell."""
        context = self._context
        context.observer.start()
        self._ledger.start(self._samples.pods)
        Readiness(context).wait()
        if not self._samples.first_ever:
            found = tuple(first_ever(context.observer, one.name) for one in context.variants)
            self._samples = replace(self._samples, first_ever=found)
        self._circumstances.note_settings()
        self._circumstances.note_images(context.observer)

    def _check_responses(self) -> None:
        """Check those last that go to zero, since a check keeps them from it."""
        for variant in sorted(self._context.variants, key=lambda one: one.scales_to_zero):
            try:
                check_response(self._context, variant, self._context.target_of(variant))
            except BenchmarkError as error:
                raise beside_others(self._context, variant, error) from error

    def _prepare(self, message: str) -> None:
        logger.info("%s", message)
        self._save(Progress(RunState.PREPARING, message))

    def _save_samples(self, samples: Samples, message: str) -> None:
        self._check_variants()
        self._samples = samples
        self._save(Progress(RunState.MEASURING, message))

    def _check_variants(self) -> None:
        """BenchmarkError when somebody has changed one: what was measured last is left away."""
        if changed := self._context.observer.changed_by_hand():
            words = f"{changed} was changed while it was measured"
            raise BenchmarkError(Reason.VARIANT_CHANGED, words)

    def _save(self, progress: Progress) -> None:
        """Save the samples with the progress, completed by what follows from them."""
        busy = (*self._busy_before, *self._context.node_load.percents)
        self._samples = self._ledger.add_to(replace(self._samples, others_busy_percents=busy))
        while not self._fits(progress):
            self._compaction += 1

    def _fits(self, progress: Progress) -> bool:
        """Save, or tell that less must be saved. BenchmarkError when less would not do either."""
        samples = compacted(self._samples, self._compaction)
        findings, updates = self._conclude(progress, samples)
        progress = replace(
            progress,
            findings=findings,
            updates=updates,
            lanes=self._pool.wanted,
            plan=self._plan,
        )
        try:
            self._results.save(samples, progress)
        except TooLargeError as error:
            if self._compaction == MOST:
                raise BenchmarkError(Reason.RESULTS_TOO_LARGE, str(error)) from error
            logger.warning("Less is stored from now on: %s", error)
            return False
        self._stored = samples
        return True

    def _conclude(
        self, progress: Progress, samples: Samples
    ) -> tuple[Findings, tuple[ConditionUpdate, ...]]:
        spec = self._context.spec
        found = self._circumstances.add_to(find(samples, spec))
        updates = condition_updates(samples, spec, found, self._scenarios.finished)
        if progress.ended:
            updates = (*updates, *node_update(samples))
        if progress.state is RunState.COMPLETED:
            # It is a fifth of all that a runner loads, and nothing needs it before the end.
            from modelbench.decision.conclusions import conclude

            return conclude(found, updates, samples, spec)
        return found, updates


def _read(document: Mapping[str, Any]) -> Benchmark:
    """The benchmark without its status, which another version may have written."""
    parts = {name: document[name] for name in ("metadata", "spec")}
    try:
        return parse_benchmark(parts)
    except FormatError as error:
        raise BenchmarkError(Reason.RESOURCES_REJECTED, str(error)) from error


def _failure(error: BenchmarkError) -> Progress:
    message = advise(error.reason, error.message, error.advice)
    return Progress(RunState.FAILED, message, error.reason)
