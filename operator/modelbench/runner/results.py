"""The results ConfigMap: every raw sample, and the findings that follow from them."""

import base64
import binascii

from modelbench.api.names import Names
from modelbench.api.progress import PROGRESS_KEY, Progress, dump_progress, load_progress
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import SAMPLES_KEY, Samples, dump_samples, load_samples
from modelbench.api.values import FormatError
from modelbench.kube.client import Document, KubernetesApi, url_of
from modelbench.kube.patient_api import patiently, until_made_again
from modelbench.segments.stored import check_segments

_MOST_BYTES = 1 << 20
"""Kubernetes: core/v1 MaxSecretSize, which bounds the values of a ConfigMap together, too."""

_RESERVE_BYTES = 32 << 10
"""Kept free while a run goes on, so that there is room for how it ends."""


class TooLargeError(Exception):
    """What is to be stored does not fit into a ConfigMap."""


class Results:
    """Reads and writes the one ConfigMap of a benchmark. Samples are written after each trial.

    One that somebody has deleted is waited for, since the operator makes it again.
    """

    def __init__(self, api: KubernetesApi, names: Names) -> None:
        self._api = api
        self._name = names.results
        self._url = url_of("v1", "ConfigMap", names.namespace, names.results)

    def load(self) -> tuple[Samples, Progress | None]:
        """What an earlier runner of the same benchmark has left, so that nothing is repeated.

        BenchmarkError when it cannot be read: to measure again would overwrite it.
        """
        found = self._api.get(self._url) or {}
        encoded = found.get("binaryData", {}).get(SAMPLES_KEY)
        text = found.get("data", {}).get(PROGRESS_KEY)
        try:
            samples = Samples() if encoded is None else load_samples(base64.b64decode(encoded))
            check_segments(samples.segments)
            return samples, None if text is None else load_progress(text)
        except (FormatError, binascii.Error) as error:
            raise BenchmarkError(Reason.RUNNER_FAILED, self._refusal(error)) from error

    def save(self, samples: Samples, progress: Progress) -> None:
        """Write both at once. TooLargeError, and nothing is written, when they need too much."""
        packed, data = dump_samples(samples), _data(progress)
        size = len(packed) + len(data["data"][PROGRESS_KEY].encode())
        most = _MOST_BYTES if progress.ended else _MOST_BYTES - _RESERVE_BYTES
        if size > most:
            raise TooLargeError(
                f"samples and results need {size >> 10} KiB, but a ConfigMap holds {most >> 10} KiB"
            )
        self._merge({**data, "binaryData": {SAMPLES_KEY: base64.b64encode(packed).decode()}})

    def save_progress(self, progress: Progress) -> None:
        """Write the progress and leave the samples as they are."""
        self._merge(_data(progress))

    def _merge(self, patch: Document) -> None:
        patiently(lambda: self._api.merge(self._url, patch), until_made_again)

    def _refusal(self, error: Exception) -> str:
        return (
            f"ConfigMap {self._name} has results that this runner cannot continue from: {error}. "
            "Keep a copy if needed, delete the ModelBenchmark and create it again"
        )


def _data(progress: Progress) -> dict[str, dict[str, str]]:
    return {"data": {PROGRESS_KEY: dump_progress(progress)}}
