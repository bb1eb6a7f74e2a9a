"""The programs in docs/measurement.md compute from raw samples what the status says."""

import json
import os
import subprocess
import sys

import pytest
from modelbench.api.samples import dump_samples
from modelbench.api.spec import parse_spec
from modelbench.scenarios.run_summary import status_fields

from tests.unit.docs.pages import ROOT, blocks
from tests.unit.made.decisions import DOCUMENT, samples
from tests.unit.made.load_runs import PATHS

PAGE = ROOT / "docs" / "measurement.md"
COLD_START = {
    "trials": 10,
    "maxTrials": 20,
    "relativePrecisionPercent": 10,
    "lanes": 4,
    "timeoutSeconds": 60,
}
SPEC = {**DOCUMENT, "scenarios": {"coldStart": COLD_START, "burst": {"requests": 10, "trials": 3}}}


@pytest.fixture
def status(tmp_path):
    """What a benchmark says; its raw samples and its JSON are in the folder."""
    measured = samples()
    fields = status_fields(measured, parse_spec(SPEC).scenarios)
    benchmark = {"spec": SPEC, "status": fields}
    (tmp_path / "samples.json.gz").write_bytes(dump_samples(measured))
    (tmp_path / "benchmark.json").write_text(json.dumps(benchmark))
    return fields


def programs():
    return [block.text for block in blocks(PAGE) if block.language == "python"]


def output(program, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "operator")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_medians_need_nothing_but_the_samples(status, tmp_path):
    expected = [f"{path}: {status[path]['coldStart']['summary']}" for path in PATHS]
    assert output(programs()[0], tmp_path) == expected


def test_every_scenario_is_computed_again(status, tmp_path):
    assert set(output(programs()[1], tmp_path)) == {
        f"{path} {scenario} is the same" for path in PATHS for scenario in ("coldStart", "burst")
    }


@pytest.mark.usefixtures("status")
def test_a_changed_status_is_told(tmp_path):
    file = tmp_path / "benchmark.json"
    file.write_text(file.read_text().replace('"medianMilliseconds": ', '"medianMilliseconds": 1'))
    assert "serverless coldStart differs" in output(programs()[1], tmp_path)
