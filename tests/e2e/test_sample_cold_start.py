"""The sample, from apply to the numbers: true cold starts, with their uncertainty and phases."""

import subprocess

import pytest
import yaml
from modelbench import __version__
from modelbench.api.names import PATHS
from modelbench.api.samples import TrialKind
from modelbench.scenarios.cold_start.phases import explained_nanoseconds
from modelbench.scenarios.cold_start.summary import accepted_trials, summarize
from modelbench.scenarios.status_fields import cold_start_fields
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.benchmarks import new_namespace, wait_until
from tools.kubectl import ROOT, kubectl

# A path that is not precise after 40 trials goes on to 100.
pytestmark = pytest.mark.timeout(1800)
EXAMPLE = ROOT / "examples" / "sample.yaml"
METRICS = (
    "/api/v1/namespaces/modelbench-system/services/http:modelbench-operator-metrics:9090"
    "/proxy/metrics"
)


@pytest.fixture(scope="module")
def sample(alone):
    """One whole run, looked at by every test of this file."""
    ours = new_namespace("sample")
    ours.kubectl("apply", "-f", str(EXAMPLE))
    ours.wait_finished("sample", timeout_seconds=1300)
    yield ours
    kubectl("delete", "namespace", ours.namespace, "--wait=false")


@pytest.fixture(scope="module")
def status(sample):
    return sample.status("sample")


def test_it_succeeds_with_at_least_ten_verified_trials_of_each_path(sample, status):
    assert sample.condition(name="sample")["reason"] == "Completed", sample.condition(name="sample")
    for path in PATHS:
        assert status[path]["coldStart"]["trials"] >= 10


def test_the_interval_of_the_serverless_median_is_within_ten_percent(status):
    assert float(status["serverless"]["coldStart"]["relativePrecisionPercent"]) <= 10


@pytest.mark.parametrize("path", PATHS)
def test_the_condition_of_a_path_says_whether_the_precision_was_reached(sample, status, path):
    cold_start = status[path]["coldStart"]
    reached = float(cold_start["relativePrecisionPercent"]) <= 10
    reason = sample.condition(f"{path.capitalize()}ColdStartMeasured", "sample")["reason"]
    assert reason == ("PrecisionReached" if reached else "MaxTrialsReached")
    assert float(cold_start["confidencePercent"]) >= 95
    assert (
        cold_start["medianLowerMilliseconds"]
        <= cold_start["medianMilliseconds"]
        <= cold_start["medianUpperMilliseconds"]
    )


@pytest.mark.parametrize("path", PATHS)
def test_phases_explain_at_least_95_percent_and_add_up(sample, status, path):
    cold_start = status[path]["coldStart"]
    assert float(cold_start["explainedPercent"]) >= 95
    known = {
        phase["name"]: phase["medianMilliseconds"]
        for phase in cold_start["phases"]
        if "parent" not in phase and "medianMilliseconds" in phase
    }
    assert {"decision", "scheduling", "sandbox", "containerStart", "applicationStart"} <= set(known)
    trials = accepted_trials(sample.samples("sample").of(path))
    shares = [explained_nanoseconds(trial) / trial.total_nanoseconds for trial in trials]
    # An event that a busy machine tells late leaves a phase of that one trial unknown.
    assert sum(abs(share - 1) > 0.05 for share in shares) <= 0.05 * len(trials), shares


@pytest.mark.parametrize("path", PATHS)
def test_every_figure_of_the_status_follows_from_the_raw_samples(sample, status, path):
    samples = sample.samples("sample")
    assert cold_start_fields(summarize(samples, path)) == status[path]["coldStart"]


@pytest.mark.parametrize("path", PATHS)
def test_each_accepted_trial_has_a_pod_of_its_own_created_after_the_request(sample, path):
    accepted = [trial for trial in sample.samples("sample").of(path) if trial.accepted]
    assert len({trial.pod_uid for trial in accepted}) == len(accepted)
    for trial in accepted:
        created, intended = trial.stamps["podCreated"], trial.stamps["intended"]
        assert created.nanoseconds > intended.nanoseconds
        process = trial.stamps["processStarted"]
        assert process.nanoseconds > intended.nanoseconds


def test_the_first_trial_of_a_series_is_a_warm_up_reported_apart(sample, status):
    for path in PATHS:
        trials = [trial for trial in sample.samples("sample").of(path) if trial.accepted]
        assert [trial.kind for trial in trials].count(TrialKind.WARM_UP) == 1
        assert trials[0].kind is TrialKind.WARM_UP
        assert len(status[path]["coldStart"]["warmUpMilliseconds"]) == 1
        assert "firstEver" in status[path]["coldStart"]


def test_the_environment_says_where_it_was_measured(status):
    environment = status["environment"]
    assert environment["kubernetesVersion"].startswith("v1.34")
    assert environment["knativeVersion"]
    assert environment["modelbenchVersion"] == __version__
    assert (
        environment["imageDigest"].startswith("sha256:")
        or "@sha256:" in (environment["imageDigest"])
    )
    assert environment["settings"]["autoscaling.knative.dev/window"] == "6s"
    offset = abs(float(environment["clockOffsetMilliseconds"]))
    assert offset <= float(environment["clockOffsetBoundMilliseconds"]) < 200


def test_events_tell_each_turn(sample):
    events = sample.events("sample")
    assert [e for e in events if e != "Queued"] == ["Started", "Measuring", "Completed"]


def test_the_columns_of_kubectl_get_show_the_answer(sample, status):
    shown = sample.kubectl("get", "mbench", "sample")
    for path in PATHS:
        assert status[path]["coldStart"]["summary"] in shown


def test_the_arms_and_the_runners_rights_are_gone_and_the_results_stay(sample):
    def left():
        return {name.split("/")[0] for name in sample.objects()}

    wait_until(lambda: not left() & {"deployment", "service", "rolebinding"}, 180, "arms are gone")
    assert "configmap" in left()


def exposition():
    return kubectl("get", "--raw", METRICS)


def test_prometheus_gets_the_same_numbers(sample, status):
    labels = {"benchmark_namespace": sample.namespace, "benchmark": "sample", "statistic": "median"}
    found = {
        tuple(item.labels[name] for name in (*labels, "path")): item.value
        for family in text_string_to_metric_families(exposition())
        if family.name == "modelbench_cold_start_seconds"
        for item in family.samples
    }
    for path in PATHS:
        median = status[path]["coldStart"]["medianMilliseconds"]
        assert found[*labels.values(), path] == median / 1000


def test_promtool_finds_nothing_wrong_with_the_metrics():
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=exposition(), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_sample_of_the_example_is_the_image_that_is_built():
    versions = (ROOT / "versions.env").read_text()
    version = versions.partition("MODELBENCH_VERSION=")[2].split()[0]
    image = yaml.safe_load(EXAMPLE.read_text())["spec"]["model"]["image"]
    assert image == f"dev.local/modelbench/sample:{version}"
