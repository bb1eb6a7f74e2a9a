"""Starts the operator, for the whole cluster."""

import asyncio
import time

import kopf
from prometheus_client import disable_created_metrics

from modelbench.api.names import API_VERSION, GROUP, KIND, PLURAL
from modelbench.controller.exposition import Exposition
from modelbench.controller.metrics import count_api_request
from modelbench.controller.metrics_server import serve_metrics
from modelbench.controller.operator_state import assemble
from modelbench.controller.settings import load_settings
from modelbench.controller.watch import watch
from modelbench.kube.client import ApiError, KubernetesApi, load_configuration, url_of

_CRD_SECONDS = 45.0
"""Less than the startup probe of the Deployment allows."""
_CRD_RETRY_SECONDS = 1.0
"""A CRD that is applied together with the operator is served within seconds."""


def run_operator() -> None:
    """Run until a signal ends it. SystemExit when the CRD is not served."""
    settings = load_settings()
    kopf.configure()
    load_configuration()
    api = KubernetesApi(on_request=count_api_request)
    wait_for_resource(api, _CRD_SECONDS)
    state = assemble(api, settings)
    disable_created_metrics()
    exposition = Exposition(state.store, settings.most_metrics_bytes)
    server = serve_metrics(exposition, settings.metrics_port)
    state.worker.start()
    try:
        asyncio.run(watch(state, settings.health_port))
    finally:
        state.worker.stop()
        server.shutdown()


def wait_for_resource(api: KubernetesApi, seconds: float) -> None:
    """Wait until the API server knows ModelBenchmarks; SystemExit when it does not in time.

    The kubelet then tries again. Any other answer, or none, is left to the lists that follow.
    """
    deadline = time.monotonic() + seconds
    while not _is_served(api):
        if time.monotonic() >= deadline:
            raise SystemExit(f"{PLURAL}.{GROUP} is not served: install the CRD (crds/) first")
        time.sleep(_CRD_RETRY_SECONDS)


def _is_served(api: KubernetesApi) -> bool:
    try:
        api.list_all(url_of(API_VERSION, KIND), {"limit": "1"})
    except ApiError as error:
        return error.status != 404
    return True
