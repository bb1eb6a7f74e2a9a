"""The results ConfigMap: every raw sample, and the findings that follow from them."""

import base64
import binascii

from modelbench.api.names import Names
from modelbench.api.progress import PROGRESS_KEY, Progress, dump_progress, load_progress
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import SAMPLES_KEY, Samples, dump_samples, load_samples
from modelbench.api.values import FormatError
from modelbench.kube.client import KubernetesApi, url_of


class Results:
    """Reads and writes the one ConfigMap of a benchmark. Samples are written after each trial."""

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
            return samples, None if text is None else load_progress(text)
        except (FormatError, binascii.Error) as error:
            raise BenchmarkError(Reason.RUNNER_FAILED, self._refusal(error)) from error

    def save(self, samples: Samples, progress: Progress) -> None:
        """Write both at once."""
        encoded = base64.b64encode(dump_samples(samples)).decode()
        binary = {SAMPLES_KEY: encoded}
        self._api.merge(self._url, {**_data(progress), "binaryData": binary})

    def save_progress(self, progress: Progress) -> None:
        """Write the progress and leave the samples as they are."""
        self._api.merge(self._url, _data(progress))

    def _refusal(self, error: Exception) -> str:
        return (
            f"ConfigMap {self._name} has results that this runner cannot go on from: {error}. "
            "Keep a copy if they are of use, delete the ModelBenchmark and create it again"
        )


def _data(progress: Progress) -> dict[str, dict[str, str]]:
    return {"data": {PROGRESS_KEY: dump_progress(progress)}}
