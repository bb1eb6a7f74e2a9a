"""The command line as CI uses it: exit codes, files, the results, and the runner's log."""

import json

import pytest
from junitparser import JUnitXml

from tests.e2e.benchmarks import TEST_MODEL, variant

pytestmark = pytest.mark.together

COLD = {"coldStart": {"trials": 2, "maxTrials": 2, "lanes": 2}}
STEADY = {"steady": {"ratesPerSecond": [20], "rounds": 2, "durationSeconds": 2, "warmUpSeconds": 1}}
TRAFFIC = [{"name": "rare", "requestsPerMonth": 1000}]
# No month of a pod costs as little.
IMPOSSIBLE = [
    {
        "metric": "containerized.cost.perMonth",
        "traffic": "rare",
        "sheet": "own-cluster",
        "maximumAmount": "0.0001",
    }
]


def manifest(name, **spec):
    model = {
        "image": TEST_MODEL,
        "readinessPath": "/readyz",
        "request": {"path": "/predict", "body": "{}"},
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
    }
    document = {
        "apiVersion": "modelbench.dev/v1alpha1",
        "kind": "ModelBenchmark",
        "metadata": {"name": name},
        "spec": {"model": model, **spec},
    }
    return json.dumps(document)


@pytest.fixture
def modelbench(benchmarks):
    """Runs a command in the namespace of the test."""
    return benchmarks.modelbench


# One test, since every worker of several would measure it again.
def test_a_run_leaves_results_files_data_and_a_log(modelbench, benchmarks, tmp_path):
    text = manifest("measured", scenarios=COLD)
    files = {name: tmp_path / name for name in ("junit", "markdown", "report")}
    options = [f"--{name}={file}" for name, file in files.items()]
    done = modelbench("run", "-f", "-", *options, text=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Succeeded=True (Completed)")
    assert "trials accepted (n) 2 2" in " ".join(done.stdout.split())
    assert "cold starts: " in done.stderr
    assert "measured succeeded (" in done.stderr.splitlines()[-1]

    (suite,) = JUnitXml.fromfile(str(files["junit"]))
    assert (suite.name, suite.errors) == (f"{benchmarks.namespace}/measured", 0)
    assert {case.name for case in suite} > {"Succeeded", "ServerlessColdStartMeasured"}
    assert "| trials accepted (n) | 2 | 2 |" in files["markdown"].read_text()
    assert "measured" in files["report"].read_text()

    found = json.loads(modelbench("get", "measured", "-o", "json").stdout)
    assert variant(found["status"], "serverless")["coldStart"]["trials"] == 2
    head, row = modelbench("get").stdout.splitlines()
    assert head.split()[:3] == ["NAME", "SUCCEEDED", "REASON"]
    assert row.split()[:3] == ["measured", "True", "Completed"]
    assert "Trial 1 (" in modelbench("logs", "measured").stdout
    assert 'id="trials-title"' in modelbench("report", "measured", "-o", "-").stdout
    compared = modelbench("compare", "measured", "measured", "--fail-on-regression")
    assert compared.returncode == 0, compared.stderr
    assert "too few values" in compared.stdout

    again = modelbench("run", "-f", "-", text=text)
    assert again.returncode == 2
    assert "has run already" in again.stderr


def test_bad_input_is_told_by_its_field(modelbench):
    wrong = {"coldStart": {"trials": 0}}
    done = modelbench("run", "-f", "-", text=manifest("wrong", scenarios=wrong))
    assert done.returncode == 2
    assert "spec.scenarios.coldStart.trials: Invalid value: 0" in done.stderr
    unknown = modelbench("run", "-f", "-", text=manifest("wrong", scenarios={"coldStrat": {}}))
    assert unknown.returncode == 2
    assert ".spec.scenarios.coldStrat: field not declared in schema" in unknown.stderr


def test_an_objective_that_is_missed_is_an_exit_code_of_its_own(modelbench):
    text = manifest("missed", scenarios=STEADY, traffic=TRAFFIC, objectives=IMPOSSIBLE)
    done = modelbench("run", "-f", "-", "-o", "json", text=text)
    assert done.returncode == 3, done.stderr
    (objective,) = json.loads(done.stdout)["status"]["objectives"]
    assert objective["verdict"] == "Failure"
    assert "missed objectives: containerized.cost.perMonth" in done.stderr
