"""Starts Kopf with the handlers, for the whole cluster."""

import kopf

from modelbench.controller import handlers
from modelbench.controller.settings import load_settings

__all__ = ["handlers", "run_operator"]


def run_operator() -> None:
    """Run until a signal ends it. The liveness endpoint is on the health port."""
    settings = load_settings()
    kopf.configure()
    kopf.run(
        clusterwide=True,
        standalone=True,
        liveness_endpoint=f"http://0.0.0.0:{settings.health_port}/healthz",
    )
