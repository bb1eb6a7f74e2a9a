"""The programs in docs/measurement.md compute from raw samples what the status says."""

import json
import os
import subprocess
import sys

import pytest
from modelbench.api.samples import dump_samples
from modelbench.api.spec import Spec
from modelbench.api.status import Status
from modelbench.api.values import dump, parse
from modelbench.scenarios.findings import find
from msgspec.structs import asdict

from tests.unit.docs.pages import ROOT, blocks
from tests.unit.made.decisions import TWO_REPLICAS, samples
from tests.unit.made.specs import document

PAGE = ROOT / "docs" / "measurement.md"
VARIANTS = ("serverless", "containerized", "two-replicas")
SCENARIOS = ("coldStart", "burst")


@pytest.fixture
def status(tmp_path):
    """What a benchmark says; its raw samples and its JSON are in the folder."""
    measured = samples(variants=VARIANTS)
    benchmark = document(scenarios={"coldStart": {}, "burst": {}}, variants=[TWO_REPLICAS])
    found = find(measured, parse(Spec, benchmark["spec"], "spec"))
    status = Status(**asdict(found))
    (tmp_path / "samples.json.gz").write_bytes(dump_samples(measured))
    (tmp_path / "benchmark.json").write_text(json.dumps({**benchmark, "status": dump(status)}))
    return status


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
    found = {name: status.variant(name).cold_start for name in VARIANTS}
    expected = [
        f"{name}: {one.median_milliseconds} ms n={one.trials}" for name, one in found.items()
    ]
    assert output(programs()[0], tmp_path) == expected


@pytest.mark.usefixtures("status")
def test_every_scenario_is_computed_again(tmp_path):
    assert set(output(programs()[1], tmp_path)) == {
        f"{name} {scenario} is the same" for name in VARIANTS for scenario in SCENARIOS
    }


@pytest.mark.usefixtures("status")
def test_a_changed_status_is_told(tmp_path):
    file = tmp_path / "benchmark.json"
    file.write_text(file.read_text().replace('"medianMilliseconds": ', '"medianMilliseconds": 1'))
    assert "serverless coldStart differs" in output(programs()[1], tmp_path)
