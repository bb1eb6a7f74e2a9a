"""The results ConfigMap: every raw sample, and the summary that follows from them."""

import base64
from collections.abc import Mapping
from typing import Any

from modelbench.analysis.cold_start import is_precise, summarize
from modelbench.analysis.status_fields import clock_fields, cold_start_fields
from modelbench.api.names import PATHS, Names
from modelbench.api.progress import (
    PROGRESS_KEY,
    SAMPLES_KEY,
    Progress,
    RunState,
    dump_progress,
    load_progress,
)
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.kube.client import KubernetesApi, path_of


class Results:
    """Reads and writes the one ConfigMap of a benchmark. Samples are written after each trial."""

    def __init__(self, api: KubernetesApi, names: Names) -> None:
        self._api = api
        self._path = path_of("v1", "ConfigMap", names.namespace, names.results)

    def load(self) -> tuple[Samples, Progress | None]:
        """What an earlier runner of the same benchmark has left, so that nothing is repeated."""
        found = self._api.get(self._path) or {}
        encoded = found.get("binaryData", {}).get(SAMPLES_KEY)
        text = found.get("data", {}).get(PROGRESS_KEY)
        samples = Samples() if encoded is None else load_samples(base64.b64decode(encoded))
        return samples, None if text is None else load_progress(text)

    def save(self, samples: Samples, progress: Progress) -> None:
        """Write both at once."""
        encoded = base64.b64encode(dump_samples(samples)).decode()
        self._api.merge(
            self._path,
            {
                "data": {PROGRESS_KEY: dump_progress(progress)},
                "binaryData": {SAMPLES_KEY: encoded},
            },
        )


def describe(
    samples: Samples,
    state: RunState,
    message: str,
    *,
    precision_percent: int,
    environment: Mapping[str, Any],
    lanes: int,
    reason: Reason | None = None,
) -> Progress:
    """The progress with all status fields that follow from the samples."""
    status: dict[str, Any] = {"environment": {**environment, **clock_fields(samples)}}
    measured = {}
    for path in PATHS:
        summary = summarize(samples, path)
        status[path] = {"coldStart": cold_start_fields(summary)}
        precise = is_precise(summary, precision_percent)
        if summary.trials and state is RunState.COMPLETED:
            measured[path] = Reason.PRECISION_REACHED if precise else Reason.MAX_TRIALS_REACHED
    return Progress(state, message, reason, status, measured, lanes)
