"""Runs Kopf: it wakes the worker when a benchmark changes.

Kopf ends the watch of a resource on errors that it takes for final, such as a 401 or a 404 of a few
seconds, and goes on without it. So Kopf is started anew whenever its watch has missed a change.
"""

import asyncio
import contextlib
import logging

import kopf

from modelbench.controller import handlers
from modelbench.controller.operator_state import OperatorState

__all__ = ["handlers", "watch"]

logger = logging.getLogger(__name__)


_PAUSE_SECONDS = 5.0
"""After an error that ended Kopf as a whole, such as a 401 when it asks which resources exist."""


async def watch(state: OperatorState, health_port: int) -> None:
    """Watch until a signal ends it. The liveness endpoint is on the health port.

    While no Kopf runs, that does not answer; when none can run for long, the kubelet sees it.
    """
    wanted = True
    while wanted:
        try:
            wanted = await _watch_once(state, health_port)
        except Exception:
            logger.exception("The watch has ended: it is started anew")
            await asyncio.sleep(_PAUSE_SECONDS)


async def _watch_once(state: OperatorState, health_port: int) -> bool:
    """One life of Kopf; True when another is wanted."""
    renewed, loop = asyncio.Event(), asyncio.get_running_loop()

    def renew() -> None:
        # A loop that has just ended renews the watch anyway, or ends with the process.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(renewed.set)

    state.watch_monitor.begin(renew)
    await kopf.operator(
        clusterwide=True,
        standalone=True,
        liveness_endpoint=f"http://0.0.0.0:{health_port}/healthz",
        memo=state,
        stop_flag=renewed,
    )
    if renewed.is_set():
        logger.warning("The watch has missed a change for minutes: it is started anew")
    return renewed.is_set()
