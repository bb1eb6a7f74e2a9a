"""The namespace of the measurements, the benchmarks in it, and what others do meanwhile."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.conditions import SUCCEEDED, find_condition, is_finished
from modelbench.api.names import API_VERSION, BENCHMARK_LABEL, KIND
from modelbench.api.reasons import Reason
from modelbench.api.status import Status
from modelbench.kube.client import KubernetesApi, url_of

from tests.bench.waiting import OvertakenError, say
from tools.kubectl import kubectl
from tools.waiting import wait_until

Document = dict[str, Any]
NAMESPACE = "modelbench-bench"
_QUIET_SECONDS = 1800
_QUIET_LOOKS = 4
_GONE_SECONDS = 240
_SHOWN = 3
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Workspace:
    """One connection to the API server, and the namespace."""

    api: KubernetesApi
    namespace: str = NAMESPACE

    def create(self, name: str, spec: Mapping[str, Any]) -> float:
        """Create a benchmark; the time.monotonic() at which the API server had taken it."""
        metadata = {"name": name, "namespace": self.namespace}
        document = {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}
        self.api.create(document)
        return time.monotonic()

    def status(self, name: str) -> Status:
        """The status of a benchmark, as far as there is one."""
        found = self.api.get(self.url(name))
        if found is None:
            raise RuntimeError(f"benchmark {self.namespace}/{name} is gone")
        return parse_benchmark(found).status

    def url(self, name: str) -> str:
        """Where a benchmark is in the API."""
        return url_of(API_VERSION, KIND, self.namespace, name)

    def delete(self, name: str) -> None:
        """Delete a benchmark and wait until it is gone; its pods may still end."""
        self.api.delete(self.url(name))
        wait_until(lambda: self.api.get(self.url(name)) is None, _GONE_SECONDS, f"{name} is gone")

    def benchmarks(self, *, ours: bool) -> list[Document]:
        """All benchmarks of this namespace, or all of the others."""
        items: list[Document] = self.api.list_all(url_of(API_VERSION, KIND))["items"]
        return [item for item in items if (item["metadata"]["namespace"] == self.namespace) == ours]

    def wait_ended(self, name: str, limit_seconds: float) -> Status:
        """The status of a benchmark that has ended, well or badly."""

        def ended() -> Status | None:
            status = self.status(name)
            return status if is_finished(status.conditions) else None

        what = f"the end of {name}, in namespace {self.namespace}"
        return wait_until(ended, limit_seconds, what, _LOOK_SECONDS)

    def wait_quiet(self) -> None:
        """Until nothing measures and no pod of any benchmark is left: they would be measured, too.

        Several looks in a row must find nothing: the pods of a deleted benchmark go only later.
        """
        if names := self._busy():
            say(f"waiting for the end of {', '.join(names[:_SHOWN])}")
        looks = 0

        def quiet() -> bool:
            nonlocal looks
            looks = 0 if self._busy() else looks + 1
            return looks >= _QUIET_LOOKS

        wait_until(quiet, _QUIET_SECONDS, self._what_is_busy, _LOOK_SECONDS)

    def _what_is_busy(self) -> str:
        return f"the end of {', '.join(self._busy()[:_SHOWN]) or 'all benchmarks'}"

    def _busy(self) -> list[str]:
        pods = self.api.list_all(url_of("v1", "Pod"), {"labelSelector": BENCHMARK_LABEL})["items"]
        everyone = self.api.list_all(url_of(API_VERSION, KIND))["items"]
        return [*active(map(parse_benchmark, everyone)), *running(pods)]


def active(benchmarks: Iterable[Benchmark]) -> list[str]:
    """The names of those that measure, or want to."""
    return ["/".join(one.key) for one in benchmarks if one.is_measuring or one.is_waiting]


def running(pods: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the pods that run, or are being removed."""
    return [
        f"pod {_name(pod)}"
        for pod in pods
        if pod["status"]["phase"] in ("Pending", "Running")
        or "deletionTimestamp" in pod["metadata"]
    ]


def summary(status: Status) -> str:
    """What the summary condition says."""
    condition = find_condition(status.conditions, SUCCEEDED)
    if condition is None:
        return "the operator has not seen it"
    return f"Succeeded={condition.status} ({condition.reason}): {condition.message}"


def refuse_queued(status: Status) -> None:
    """OvertakenError when a benchmark has to wait for another."""
    condition = find_condition(status.conditions, SUCCEEDED)
    if condition is not None and condition.reason is Reason.QUEUED:
        raise OvertakenError(f"the benchmark is queued, {condition.message}")


@contextmanager
def fresh_namespace(name: str = NAMESPACE) -> Iterator[None]:
    """Make the namespace anew and delete it at the end."""
    _remove(name)
    kubectl("create", "namespace", name)
    kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
    try:
        yield
    finally:
        say(f"deleting namespace {name}")
        _remove(name)


def _remove(name: str) -> None:
    bound = f"--timeout={_GONE_SECONDS}s"
    kubectl("delete", "namespace", name, "--ignore-not-found", bound)


def _name(item: Mapping[str, Any]) -> str:
    return f"{item['metadata']['namespace']}/{item['metadata']['name']}"
