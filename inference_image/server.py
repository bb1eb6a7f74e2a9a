"""The Flask application, which gunicorn serves."""

import time

from flask import Flask, Response, request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from werkzeug.exceptions import HTTPException

from inference_image.prediction import Answer, answer, refuse
from inference_image.validation import MAXIMUM_BODY_BYTES

application = Flask("inference_image", static_folder=None)
application.json.compact = True  # type: ignore[attr-defined]


@application.post("/predict")
def predict() -> Response:
    """Answer a JSON body; its Content-Type is not looked at."""
    received_at = time.time()
    if (request.content_length or 0) > MAXIMUM_BODY_BYTES:
        return _response(refuse(f"the body has more than {MAXIMUM_BODY_BYTES} bytes", received_at))
    return _response(answer(request.get_data(cache=False), received_at))


@application.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@application.get("/readyz")
def readyz() -> dict[str, str]:
    """The model is loaded: without it this module cannot be imported."""
    return {"status": "ready"}


@application.get("/metrics")
def metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


@application.errorhandler(HTTPException)
def in_json(error: HTTPException) -> Response:
    """404, 405, 500 and the like with a JSON body, and the headers such as Allow kept."""
    response = error.get_response()
    response.data = application.json.dumps({"error": error.description or error.name})
    response.content_type = "application/json"
    return Response(response.data, error.code, response.headers)


def _response(given: Answer) -> Response:
    return Response(given.body, given.status, given.headers)
