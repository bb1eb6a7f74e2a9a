"""The results ConfigMap: every raw sample, and the summary that follows from them."""

import base64

from modelbench.api.names import Names
from modelbench.api.progress import (
    PROGRESS_KEY,
    SAMPLES_KEY,
    Progress,
    dump_progress,
    load_progress,
)
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
