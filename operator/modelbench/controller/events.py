"""Events on a benchmark, for ``kubectl describe``."""

import logging
import uuid
from datetime import datetime
from typing import Any

from modelbench.api.benchmark import Metadata
from modelbench.api.names import API_VERSION, FIELD_MANAGER, KIND
from modelbench.controller.times import format_time
from modelbench.kube.client import ApiError, KubernetesApi

_MESSAGE_LENGTH = 1024
"""The API server refuses longer ones."""

logger = logging.getLogger(__name__)


def post_event(
    api: KubernetesApi,
    benchmark: Metadata,
    reason: str,
    message: str,
    now: datetime,
    *,
    warning: bool = False,
) -> None:
    """Post an Event for whoever describes the benchmark, and write it into the operator's log.

    An Event that cannot be posted is logged and forgotten.
    """
    line = "".join(letter if letter.isprintable() else " " for letter in message)
    logger.info("%s/%s: %s: %s", benchmark.namespace, benchmark.name, reason, line)
    try:
        api.create(_event(benchmark, reason, message, format_time(now), warning=warning))
    except ApiError as error:
        logger.warning("Event %s was not posted: %s", reason, error)


def _event(
    benchmark: Metadata, reason: str, message: str, now: str, *, warning: bool
) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{benchmark.name}.{uuid.uuid4().hex[:16]}",
            "namespace": benchmark.namespace,
        },
        "involvedObject": {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "name": benchmark.name,
            "namespace": benchmark.namespace,
            "uid": benchmark.uid,
        },
        "type": "Warning" if warning else "Normal",
        "reason": reason,
        "message": message[:_MESSAGE_LENGTH],
        "source": {"component": FIELD_MANAGER},
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
    }
