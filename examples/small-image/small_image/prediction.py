"""The answer to a body, the same as the sample's."""

import json
import time
from dataclasses import dataclass

from inference_image import timing
from inference_image.validation import InvalidInput, rows_of
from small_image import metrics
from small_image.model import load

PROCESS_STARTED_AT = timing.process_started_at()
LOAD_STARTED_AT = time.time()
MODEL = load()
LOADED_AT = time.time()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: ``body`` is JSON."""

    status: int
    headers: dict[str, str]
    body: str


def answer(body: bytes, received_at: float) -> Answer:
    """Answer ``{"features": ...}`` with ``{"prediction": [...]}``, or 400 with ``{"error": ...}``.

    ``received_at`` is in Unix seconds.
    """
    try:
        rows = rows_of(body, MODEL.feature_count)
        payload: dict[str, object] = {"prediction": MODEL.predict(rows)}
        status = 200
        metrics.REQUESTS.count_rows(len(rows))
    except InvalidInput as invalid:
        payload, status = {"error": str(invalid)}, 400
    metrics.REQUESTS.observe(status, time.time() - received_at)
    return Answer(status, _headers(received_at), json.dumps(payload))


def refuse(message: str, received_at: float) -> Answer:
    """400 for a request whose body cannot even be read."""
    metrics.REQUESTS.observe(400, time.time() - received_at)
    return Answer(400, _headers(received_at), json.dumps({"error": message}))


def _headers(received_at: float) -> dict[str, str]:
    instants = {
        "process-started": PROCESS_STARTED_AT,
        "model-load-started": LOAD_STARTED_AT,
        "model-loaded": LOADED_AT,
        "request-received": received_at,
    }
    return {"Content-Type": "application/json", timing.HEADER: timing.header_value(instants)}
