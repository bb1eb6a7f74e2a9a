"""Reports that a benchmark was set aside, without using what may be wrong with it."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.benchmark import Metadata
from modelbench.api.conditions import SUCCEEDED, ConditionUpdate, set_condition
from modelbench.api.reasons import Reason
from modelbench.api.values import dump, parse
from modelbench.controller.events import post_event
from modelbench.controller.reading import read_conditions
from modelbench.controller.record import write_status
from modelbench.controller.times import format_time
from modelbench.kube.client import ApiError, KubernetesApi

logger = logging.getLogger(__name__)


def report_set_aside(
    api: KubernetesApi, document: Mapping[str, Any], error: Exception, now: datetime
) -> None:
    """Post an Event, and write a condition where that is possible."""
    metadata = parse(Metadata, document["metadata"], "metadata")
    message = f"set aside so that it blocks no others, and retried every minute: {error}"
    post_event(api, metadata, "SetAside", message.capitalize(), now, warning=True)
    try:
        patch = {"conditions": _conditions(document, message, now)}
        write_status(api, metadata, document.get("status", {}), patch)
    except ApiError as refusal:
        logger.warning("%s/%s: %s", metadata.namespace, metadata.name, refusal)


def _conditions(document: Mapping[str, Any], message: str, now: datetime) -> Any:
    known = tuple(read_conditions(document.get("status", {})))
    found = set_condition(
        known,
        ConditionUpdate(type=SUCCEEDED, status=None, reason=Reason.SET_ASIDE, message=message),
        generation=document["metadata"].get("generation", 0),
        now=format_time(now),
        order=[SUCCEEDED, *(condition.type for condition in known)],
    )
    return dump(found)
