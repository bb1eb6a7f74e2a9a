"""The Kopf handlers: thin adapters between the watch and the worker.

Only events are handled, so Kopf writes nothing to a benchmark, neither annotation nor finalizer:
a benchmark can be deleted when no operator runs, and owner references remove its children.
"""

import asyncio
import contextlib
import logging
from typing import Any

import kopf
from prometheus_client import REGISTRY, disable_created_metrics, start_http_server

from modelbench.api.conditions import is_finished
from modelbench.api.names import GROUP, PLURAL, VERSION
from modelbench.controller.metrics import count_api_request
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.results_collector import ResultsCollector
from modelbench.controller.settings import load_settings
from modelbench.controller.store import Store
from modelbench.controller.worker import Worker
from modelbench.kube.client import KubernetesApi, load_configuration


@kopf.on.startup()
async def start(settings: kopf.OperatorSettings, memo: kopf.Memo, **_: Any) -> None:
    """Set Kopf up and start the worker and the metrics server."""
    configure(settings)
    ours = load_settings()
    load_configuration()
    memo.store = Store()
    api = KubernetesApi(on_request=count_api_request)
    memo.worker = Worker(Reconciler(api, ours).reconcile)
    memo.task = asyncio.create_task(memo.worker.run())
    disable_created_metrics()
    REGISTRY.register(ResultsCollector(memo.store))
    memo.server, _thread = start_http_server(ours.metrics_port)


@kopf.on.cleanup()
async def stop(memo: kopf.Memo, **_: Any) -> None:
    """End the worker; the next operator goes on from the cluster's state."""
    memo.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await memo.task
    memo.server.shutdown()


@kopf.on.event(GROUP, VERSION, PLURAL)  # type: ignore[arg-type]
async def benchmark_changed(
    type: str | None,  # noqa: A002
    body: kopf.Body,
    name: str,
    namespace: str,
    memo: kopf.Memo,
    **_: Any,
) -> None:
    """A benchmark was seen, changed or deleted."""
    key = (namespace, name)
    if type == "DELETED":
        memo.store.remove(key)
        memo.worker.forget(key)
        memo.worker.wake_all()
    else:
        memo.store.put(body)
        memo.worker.add(key)
        if is_finished(body.status):
            memo.worker.wake_all()


@kopf.on.probe(id="worker")
async def worker_probe(memo: kopf.Memo, **_: Any) -> str:
    """Fails the health check when the worker has stopped turning."""
    if memo.task.done() or not memo.worker.is_alive:
        raise RuntimeError("the worker has stopped")
    return "alive"


def configure(settings: kopf.OperatorSettings) -> None:
    """Kopf's own settings."""
    settings.posting.enabled = False
    settings.scanning.disabled = True
    settings.peering.standalone = True
    settings.watching.server_timeout = 300
    settings.watching.client_timeout = 310
    settings.networking.connect_timeout = 10
    settings.networking.request_timeout = 60
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
