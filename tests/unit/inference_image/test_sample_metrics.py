import json
import shutil
import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sample_service import SETOSA, ask_flask, ask_lambda

from inference_image.server import application

PROMTOOL = shutil.which("promtool")
GOOD = json.dumps({"features": [SETOSA, SETOSA]}).encode()


def exposed():
    """The values of /metrics by name and labels."""
    text = application.test_client().get("/metrics").get_data(as_text=True)
    families = text_string_to_metric_families(text)
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_answers_are_counted_by_status_and_rows_by_number():
    before = exposed()
    ask_flask(GOOD)
    ask_lambda(GOOD)
    ask_flask(b"")
    after = exposed()

    def added(*key):
        return after[key] - before.get(key, 0)

    assert added("sample_requests_total", "200") == 2
    assert added("sample_requests_total", "400") == 1
    assert added("sample_rows_total") == 4
    assert added("sample_request_duration_seconds_count") == 3
    assert added("sample_request_duration_seconds_sum") > 0


def test_the_process_is_described_too():
    names = {name for name, *_ in exposed()}
    assert {"process_start_time_seconds", "process_resident_memory_bytes", "python_info"} <= names


def test_the_content_type_names_the_text_format():
    assert application.test_client().get("/metrics").content_type == (
        "text/plain; version=0.0.4; charset=utf-8"
    )


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not on PATH")
def test_promtool_finds_nothing_to_improve():
    ask_flask(GOOD)
    text = application.test_client().get("/metrics").data
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
