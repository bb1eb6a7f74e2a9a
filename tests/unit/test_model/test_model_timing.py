import time

from model_process import ask, connected, running
from modelbench.api.scenarios.cold_start import Instant
from modelbench.pods.timing_header import parse_timing


def test_it_listens_only_when_the_startup_delay_is_over():
    settings = {"STARTUP_DELAY_SECONDS": "0.5", "TIMING_HEADER": "1"}
    with running(**settings) as (_, port), connected(port) as connection:
        connected_at = time.time_ns()
        stamps = parse_timing(ask(connection)[0].headers["Modelbench-Timing"])
    started, loaded = (
        stamps[instant].nanoseconds
        for instant in (Instant.MODEL_LOAD_STARTED, Instant.MODEL_LOADED)
    )
    # Whole nanoseconds: a float of today's seconds is not exact to the header's digits.
    assert 500_000_000 <= loaded - started < 2_000_000_000
    assert connected_at > loaded - 1_000_000  # The header's instants are rounded.


def test_the_header_is_offered_only_when_asked_for():
    with running() as (_, port), connected(port) as connection:
        assert "Modelbench-Timing" not in ask(connection)[0].headers


def test_the_header_has_every_instant_in_order():
    with running(TIMING_HEADER="1") as (_, port), connected(port) as connection:
        stamps = parse_timing(ask(connection)[0].headers["Modelbench-Timing"])
    in_order = [
        Instant.PROCESS_STARTED,
        Instant.MODEL_LOAD_STARTED,
        Instant.MODEL_LOADED,
        Instant.REQUEST_RECEIVED,
    ]
    instants = [stamps[instant].nanoseconds for instant in in_order]
    assert instants == sorted(instants)
