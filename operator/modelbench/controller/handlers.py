"""The Kopf handlers: thin adapters between the watch and the worker.

Only events are handled, so Kopf writes nothing to a benchmark, neither annotation nor finalizer:
a benchmark can be deleted when no operator runs, and owner references remove its children.
"""

import logging
from collections.abc import Iterator
from typing import Any

import kopf

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import GROUP, PLURAL, VERSION
from modelbench.api.values import FormatError
from modelbench.controller.operator_state import OperatorState
from modelbench.controller.reading import read
from modelbench.controller.sparing import sparing_session
from modelbench.controller.store import Key

_RETRY_SECONDS = (1, 2, 5, 10)
"""The pauses between its requests; the last one is repeated."""
_WATCH_SECONDS = 300
"""A watch whose connection has died without a word is replaced this soon."""


class EndlessBackoffs:
    """Kopf ends a watch for good when it runs out of pauses between its requests."""

    def __iter__(self) -> Iterator[float]:
        """The pauses in seconds, without an end."""
        yield from _RETRY_SECONDS
        while True:
            yield _RETRY_SECONDS[-1]


@kopf.on.startup()
async def configure(settings: kopf.OperatorSettings, **_: Any) -> None:
    """Set Kopf up."""
    settings.posting.enabled = False
    settings.scanning.disabled = True
    settings.peering.standalone = True
    settings.watching.server_timeout = _WATCH_SECONDS
    settings.watching.client_timeout = _WATCH_SECONDS + 10
    settings.networking.connect_timeout = 10
    settings.networking.request_timeout = 60
    settings.networking.error_backoffs = EndlessBackoffs()
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)


@kopf.on.login()
async def login(**given: Any) -> kopf.AiohttpSession | None:
    """Find the credentials as Kopf does; anew when they are refused."""
    info = kopf.login_via_client(**given)
    return None if info is None else sparing_session(info)


@kopf.on.event(GROUP, VERSION, PLURAL)  # type: ignore[arg-type]
async def benchmark_changed(
    type: str | None,  # noqa: A002
    body: kopf.Body,
    name: str,
    namespace: str,
    memo: OperatorState,
    **_: Any,
) -> None:
    """A benchmark was seen, changed or deleted."""
    metadata = body["metadata"]
    memo.watch_monitor.saw(metadata["uid"], metadata["resourceVersion"])
    if type == "DELETED":
        _deleted(memo, (namespace, name))
        return
    if "spec" not in body:
        _listed(memo, (namespace, name), (metadata["uid"], metadata["resourceVersion"]))
        return
    try:
        _changed(memo, read(body).benchmark)
    except FormatError:
        memo.worker.add((namespace, name))


@kopf.on.probe(id="worker")
async def worker_probe(memo: OperatorState, **_: Any) -> str:
    """Fails the health check when the worker has stopped turning, or lists nothing any more.

    Any other exception would be tried again after a minute, while the check waits for it.
    """
    if not memo.worker.is_alive:
        raise kopf.PermanentError("the worker has stopped")
    if not memo.inventory.is_healthy:
        raise kopf.PermanentError("the API server is there, and gives no list of benchmarks")
    return "alive"


def _listed(memo: OperatorState, key: Key, version: tuple[str, str]) -> None:
    """One that exists, of which no more is known. The first list will tell more."""
    known = memo.store.kept(key)
    if memo.inventory.has_listed and (known is None or known.version != version):
        memo.worker.add(key)


def _deleted(memo: OperatorState, key: Key) -> None:
    before = memo.store.get(key)
    memo.store.remove(key)
    memo.worker.forget(key)
    if before is None or not before.is_finished:
        memo.worker.wake_all()


def _changed(memo: OperatorState, benchmark: Benchmark) -> None:
    before = memo.store.get(benchmark.key)
    memo.store.put(benchmark)
    if not benchmark.is_finished or benchmark.spec.ttl_seconds_after_finished is not None:
        memo.worker.add(benchmark.key)
    if before is not None and _holds_others_up(before) and not _holds_others_up(benchmark):
        memo.worker.wake_all()


def _holds_others_up(benchmark: Benchmark) -> bool:
    return not benchmark.is_finished and benchmark.metadata.deletion_timestamp is None
