import pytest
from modelbench.api.scenarios.cold_start import Instant
from modelbench.lambda_endpoint.timing import completed_timing
from modelbench.pods.timing_header import parse_timing


def seconds(header):
    return {str(name): stamp.nanoseconds / 1e9 for name, stamp in parse_timing(header).items()}


@pytest.mark.parametrize("given", [None, ""])
def test_the_first_question_for_work_stands_for_the_loaded_model(given):
    assert seconds(completed_timing(given, 20.5, 10.25)) == {
        Instant.MODEL_LOADED: 10.25,
        Instant.RUNTIME_READY: 10.25,
        Instant.REQUEST_RECEIVED: 20.5,
    }


def test_what_the_handler_tells_of_its_start_is_kept():
    given = "process-started=1.5, model-loaded=9.5,other=3.1, request-received=21.0"
    found = completed_timing(given, 20.5, 10.25)
    assert "other=3.1" in found
    assert seconds(found) == {
        Instant.PROCESS_STARTED: 1.5,
        Instant.MODEL_LOADED: 9.5,
        Instant.RUNTIME_READY: 10.25,
        Instant.REQUEST_RECEIVED: 20.5,
    }


def test_without_a_runtime_only_the_request_is_known():
    assert completed_timing(None, 20.5, None) == "request-received=20.500"
