"""The answer to a body, the same for Flask and for the Lambda handler."""

import json
import time
from dataclasses import dataclass

import numpy
from prometheus_client import Counter, Histogram

from inference_image import timing
from inference_image.model import load
from inference_image.validation import InvalidInput, rows_of

PROCESS_STARTED_AT = timing.process_started_at()
LOAD_STARTED_AT = time.time()
MODEL = load()
LOADED_AT = time.time()

DURATION = Histogram(
    "sample_request_duration_seconds",
    "Time from the route's entry to its answer.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0),
)
REQUESTS = Counter("sample_requests", "Answers of the predict route by status.", ["status"])
ROWS = Counter("sample_rows", "Feature vectors predicted.")


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
        rows = rows_of(body, MODEL.n_features_in_)
    except InvalidInput as invalid:
        return refuse(str(invalid), received_at)
    ROWS.inc(len(rows))
    return _answer(200, {"prediction": predict(rows)}, received_at)


def predict(rows: list[list[float]]) -> list[int]:
    """The likeliest class of each row."""
    # Numbers near the end of the range overflow on the way; they get an answer all the same.
    with numpy.errstate(over="ignore", invalid="ignore"):
        classes: list[int] = MODEL.predict(numpy.array(rows)).tolist()
    return classes


def refuse(message: str, received_at: float) -> Answer:
    """400, with what is wrong with the request."""
    return _answer(400, {"error": message}, received_at)


def _answer(status: int, payload: dict[str, object], received_at: float) -> Answer:
    REQUESTS.labels(status).inc()
    DURATION.observe(max(time.time() - received_at, 0.0))
    instants = {
        "process-started": PROCESS_STARTED_AT,
        "model-load-started": LOAD_STARTED_AT,
        "model-loaded": LOADED_AT,
        "request-received": received_at,
    }
    headers = {"Content-Type": "application/json", timing.HEADER: timing.header_value(instants)}
    return Answer(status, headers, json.dumps(payload))
