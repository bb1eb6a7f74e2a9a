"""Events on a benchmark, for ``kubectl describe``."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.names import API_VERSION, FIELD_MANAGER, KIND
from modelbench.controller.status import format_time
from modelbench.kube.client import ApiError, KubernetesApi

_MESSAGE_LENGTH = 1024

logger = logging.getLogger(__name__)


def post_event(
    api: KubernetesApi,
    benchmark: Mapping[str, Any],
    reason: str,
    message: str,
    now: datetime,
    *,
    warning: bool = False,
) -> None:
    """Post one Event. An event that cannot be posted is logged and forgotten."""
    metadata = benchmark["metadata"]
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{metadata['name']}.{uuid.uuid4().hex[:16]}",
            "namespace": metadata["namespace"],
        },
        "involvedObject": {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "uid": metadata["uid"],
        },
        "type": "Warning" if warning else "Normal",
        "reason": reason,
        "message": message[:_MESSAGE_LENGTH],
        "source": {"component": FIELD_MANAGER},
        "firstTimestamp": format_time(now),
        "lastTimestamp": format_time(now),
        "count": 1,
    }
    try:
        api.create(event)
    except ApiError as error:
        logger.warning("Event %s was not posted: %s", reason, error)
