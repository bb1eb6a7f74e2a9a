"""One run of a benchmark, from the first look at its children to the last sample."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from modelbench.api.names import API_VERSION, CONTAINERIZED, KIND, PATHS, SERVERLESS, Names
from modelbench.api.progress import RunState
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec, parse_spec
from modelbench.kube.client import KubernetesApi, load_configuration, path_of
from modelbench.resources.serverless import autoscaling_annotations
from modelbench.runner.arm import Arm
from modelbench.runner.clock import Clock
from modelbench.runner.cold_start import ColdStartScenario
from modelbench.runner.containerized_arm import ContainerizedArm
from modelbench.runner.context import Context
from modelbench.runner.first_ever import first_ever
from modelbench.runner.http_request import Target, resolve
from modelbench.runner.observer import Observer
from modelbench.runner.readiness import Readiness, check_answer
from modelbench.runner.results import Results, describe
from modelbench.runner.serverless_arm import ServerlessArm
from modelbench.runner.stamps import model_container_name

logger = logging.getLogger(__name__)


def run(namespace: str, name: str) -> None:
    """Measure one benchmark and leave its results, good or bad, in its ConfigMap."""
    load_configuration()
    api, names = KubernetesApi(), Names(namespace, name)
    benchmark = api.get(path_of(API_VERSION, KIND, namespace, name))
    if benchmark is None:
        logger.warning("ModelBenchmark %s/%s is gone", namespace, name)
        return
    Run(api, names, parse_spec(benchmark["spec"])).execute()


class Run:
    """The samples of one run and what is done to gain them."""

    def __init__(self, api: KubernetesApi, names: Names, spec: Spec) -> None:
        clock = Clock()
        observer = Observer(api, names, clock)
        self._context = Context(api, names, spec, observer, clock, Random())  # noqa: S311
        self._results = Results(api, names)
        self._samples = Samples()
        self._environment: dict[str, Any] = {}
        self._wanted_lanes = 1

    def execute(self) -> None:
        """Measure; a BenchmarkError becomes the result, since trying again would not help."""
        self._samples, progress = self._results.load()
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
        self._save(RunState.PREPARING, "waiting for both arms to be ready")
        self._context.observer.start()
        readiness = Readiness(self._context)
        readiness.wait()
        self._note_first_ever()
        self._note_environment()
        check_answer(self._context, self._local(self._context.names.containerized), CONTAINERIZED)
        check_answer(self._context, self._knative(1), SERVERLESS)
        lanes = self._open_lanes(readiness)
        settings = self._context.spec.cold_start
        ColdStartScenario(settings, lanes, self._samples, self._save_samples).run()

    def _open_lanes(self, readiness: Readiness) -> Mapping[str, Sequence[Arm]]:
        """Both paths with as many lanes as asked for and as the cluster has room for.

        They are opened one by one, while the containerized path's pod holds its own room.
        """
        start = self._local(self._context.names.containerized_start)
        containerized = ContainerizedArm(self._context, start)
        containerized.scale(1)
        serverless = [ServerlessArm(self._context, self._knative(1))]
        limit = self._context.spec.cold_start.lanes
        for lane in range(2, limit + 1):
            self._want_lanes(lane, f"opening lane {lane} of {limit}")
            if not readiness.wait_for_lane(lane):
                self._want_lanes(lane - 1, f"no room for lane {lane} of {limit}")
                break
            serverless.append(ServerlessArm(self._context, self._knative(lane), lane))
        containerized.cool_down()
        self._environment["lanes"] = len(serverless)
        return {SERVERLESS: serverless, CONTAINERIZED: [containerized]}

    def _want_lanes(self, lanes: int, message: str) -> None:
        self._wanted_lanes = lanes
        logger.info("%s", message)
        self._save(RunState.PREPARING, message)

    def _knative(self, lane: int) -> Target:
        service = self._context.observer.knative_service(lane) or {}
        return resolve(service["status"]["address"]["url"])

    def _local(self, service: str) -> Target:
        return resolve(f"http://{service}.{self._context.names.namespace}.svc")

    def _note_first_ever(self) -> None:
        if not self._samples.first_ever:
            found = tuple(first_ever(self._context.observer, path) for path in PATHS)
            self._samples = replace(self._samples, first_ever=found)

    def _note_environment(self) -> None:
        settings = autoscaling_annotations(self._context.spec)
        settings["timeoutSeconds"] = str(self._context.spec.cold_start.timeout_seconds)
        self._environment["settings"] = settings
        for pod in self._context.observer.model_pods():
            for status in pod.object["status"].get("containerStatuses", ()):
                if status["name"] == model_container_name(pod) and status.get("imageID"):
                    self._environment["imageDigest"] = status["imageID"]

    def _save_samples(self, samples: Samples, message: str) -> None:
        self._samples = samples
        self._save(RunState.MEASURING, message)

    def _save(self, state: RunState, message: str, reason: Reason | None = None) -> None:
        progress = describe(
            self._samples,
            state,
            message,
            reason=reason,
            precision_percent=self._context.spec.cold_start.relative_precision_percent,
            environment=self._environment,
            lanes=self._wanted_lanes,
        )
        self._results.save(self._samples, progress)
