"""The traces that a benchmark names, read and judged as its run would."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.reasons import BenchmarkError
from modelbench.cli.checks.outcome import Outcome, State, UnreadableError, shown
from modelbench.kube.client import KubernetesApi, url_of_manifest
from modelbench.runner.traces import AbsentTraceError, load_traces
from modelbench.statistics.written import long_time

Document = Mapping[str, Any]


class _Applied:
    """What the cluster would have once the manifests of the file are applied."""

    def __init__(self, api: KubernetesApi, beside: Sequence[Document]) -> None:
        self._api = api
        self._given = {url_of_manifest(one): one for one in beside}

    def get(self, path: str) -> Document | None:
        return self._given.get(path) or self._api.get(path)


def judge_traces(
    api: KubernetesApi, benchmark: Benchmark, beside: Sequence[Document]
) -> Iterator[Outcome]:
    """An outcome for each trace of a ConfigMap, or the one that refuses the first bad one.

    None of what is not there or not shown: whoever looks up the references has told it.
    """
    profiles = benchmark.spec.traffic
    try:
        with shown():
            stored = load_traces(_Applied(api, beside), benchmark.names, profiles)
    except (AbsentTraceError, UnreadableError):
        return
    except BenchmarkError as error:
        yield Outcome("traces", State.REFUSED, error.message)
        return
    read = {one.source: one.trace for one in stored}
    for profile in profiles:
        if profile.trace in read:
            trace = read[profile.trace]
            message = f"{trace.requests:,} requests in {long_time(trace.period_seconds)}"
            yield Outcome(f"trace of {profile.name}", State.OK, message)
