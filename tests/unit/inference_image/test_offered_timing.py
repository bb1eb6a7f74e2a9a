"""The header that the sample offers, read as the operator reads it."""

import re
import time

import pytest
from modelbench.api.scenarios.cold_start import Instant
from modelbench.pods.timing_header import HEADER, parse_timing
from sample_service import in_every_shape

from inference_image import timing

BODIES = [b'{"features": [5.1, 3.5, 1.4, 0.2]}', b""]
IN_ORDER = [
    Instant.PROCESS_STARTED,
    Instant.MODEL_LOAD_STARTED,
    Instant.MODEL_LOADED,
    Instant.REQUEST_RECEIVED,
]


def test_both_sides_mean_the_same_header():
    assert timing.HEADER == HEADER


@in_every_shape
@pytest.mark.parametrize("body", BODIES, ids=["good", "bad"])
def test_every_answer_carries_four_instants_in_order(ask, body):
    before = time.time()
    *_, headers = ask(body)
    stamps = parse_timing(headers[HEADER])
    instants = [stamps[instant].nanoseconds / 1e9 for instant in IN_ORDER]
    assert instants == sorted(instants)
    assert before - 0.001 <= instants[-1] <= time.time() + 0.001


@in_every_shape
def test_it_is_a_dictionary_of_decimals_with_three_digits(ask):
    value = ask(BODIES[0])[2][HEADER]
    assert re.fullmatch(r"[a-z-]+=\d{10}\.\d{3}(, [a-z-]+=\d{10}\.\d{3}){3}", value)


def test_the_start_of_the_process_is_the_kernels():
    uptime = time.time() - timing.process_started_at()
    assert 0 < uptime < 24 * 3600


@pytest.mark.parametrize("content", ["", "1 (python) S 1", "1 (a) S " + "x " * 30])
def test_a_start_that_cannot_be_read_is_left_out(tmp_path, content):
    (tmp_path / "stat").write_text(content)
    assert timing.process_started_at(tmp_path / "stat") is None
    assert timing.process_started_at(tmp_path / "absent") is None
    assert timing.header_value({"process-started": None, "model-loaded": 1.0}) == (
        "model-loaded=1.000"
    )


def test_a_programs_name_may_hold_brackets_and_spaces(tmp_path):
    fields = " ".join(["S", *["0"] * 18, "100", "0"])
    (tmp_path / "stat").write_text(f"7 (a) b (c) {fields}")
    expected = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + 1
    assert timing.process_started_at(tmp_path / "stat") == pytest.approx(expected, abs=0.5)
