"""The runner's progress, as far as it can be trusted.

It comes from a ConfigMap that others in the namespace can change, so what it may say is bounded:
findings and conditions of this benchmark's own variants, and nothing else of a status.
"""

from collections.abc import Collection, Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.progress import PROGRESS_KEY, Progress, load_progress
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of


def read_progress(
    results: Mapping[str, Any], benchmark: Benchmark, types: Collection[str]
) -> Progress | None:
    """What is in the results ConfigMap; None before the runner has written.

    ``types`` are the conditions that the runner may speak of. BenchmarkError when it says what no
    runner of this benchmark says.
    """
    text = results.get("data", {}).get(PROGRESS_KEY)
    if text is None:
        return None
    try:
        progress = load_progress(text)
        _check(progress, benchmark, types)
    except FormatError as error:
        message = f"ConfigMap {benchmark.names.results} cannot be read: {error}"
        raise BenchmarkError(Reason.RUNNER_FAILED, message) from error
    return progress


def _check(progress: Progress, benchmark: Benchmark, types: Collection[str]) -> None:
    known = {variant.name: variant.mode for variant in variants_of(benchmark.spec)}
    for update in progress.updates:
        if update.type not in types:
            raise FormatError(f"{PROGRESS_KEY}: it has no condition {update.type}")
    for variant in progress.findings.variants:
        if known.get(variant.name) is not variant.mode:
            raise FormatError(f"{PROGRESS_KEY}: it has no {variant.mode} variant {variant.name}")
    most = benchmark.spec.scenarios.lanes
    if progress.lanes > most:
        raise FormatError(
            f"{PROGRESS_KEY}: {progress.lanes} lanes, but at most {most} were requested"
        )
