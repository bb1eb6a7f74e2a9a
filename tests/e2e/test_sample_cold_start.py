"""The small image, from apply to the numbers: true cold starts, their uncertainty and phases."""

import subprocess

import pytest
import yaml
from modelbench import __version__
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.api.values import dump
from modelbench.api.variants import find_variant
from modelbench.scenarios.cold_start.phases import explained_nanoseconds
from modelbench.scenarios.cold_start.summary import accepted_trials, summarize
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.benchmarks import BOTH, SMALL_MODEL, exposition, new_namespace, variant, wait_until
from tools.kubectl import ROOT, kubectl

EXAMPLE = ROOT / "examples" / "sample.yaml"
# Fewer than the example's: what is asserted here holds however wide an interval is.
COLD_START = {"maxTrials": 20, "lanes": 8}


@pytest.fixture(scope="module")
def sample(alone):
    """One run, looked at by every test of this file."""
    ours = new_namespace("sample")
    ours.apply_example("sample", model=SMALL_MODEL, scenarios={"coldStart": COLD_START})
    ours.wait_finished("sample", timeout_seconds=900)
    yield ours
    kubectl("delete", "namespace", ours.namespace, "--wait=false")


@pytest.fixture(scope="module")
def status(sample):
    return sample.status("sample")


def test_it_succeeds_with_at_least_ten_verified_trials_of_each_variant(sample, status):
    assert sample.condition(name="sample")["reason"] == "Completed", sample.condition(name="sample")
    for name in BOTH:
        assert variant(status, name)["coldStart"]["trials"] >= 10


@pytest.mark.parametrize("name", BOTH)
def test_the_condition_of_a_variant_says_whether_the_precision_was_reached(sample, status, name):
    cold_start = variant(status, name)["coldStart"]
    sure = float(cold_start["confidencePercent"]) >= 95
    reached = sure and float(cold_start["relativePrecisionPercent"]) <= 10
    reason = sample.condition(f"{name.capitalize()}ColdStartMeasured", "sample")["reason"]
    assert reason == ("PrecisionReached" if reached else "MaxTrialsReached")
    assert sure or "effectiveTrials" in cold_start
    assert (
        cold_start["medianLowerMilliseconds"]
        <= cold_start["medianMilliseconds"]
        <= cold_start["medianUpperMilliseconds"]
    )


@pytest.mark.parametrize("name", BOTH)
def test_phases_explain_at_least_95_percent_and_add_up(sample, status, name):
    cold_start = variant(status, name)["coldStart"]
    assert float(cold_start["explainedPercent"]) >= 95
    known = {
        phase["name"]: phase["medianMilliseconds"]
        for phase in cold_start["phases"]
        if "parent" not in phase and "medianMilliseconds" in phase
    }
    assert {"decision", "scheduling", "sandbox", "containerStart", "applicationStart"} <= set(known)
    trials = accepted_trials(sample.samples("sample").of(name))
    shares = [explained_nanoseconds(trial) / trial.total_nanoseconds for trial in trials]
    # An event that a busy machine tells late leaves a phase of that one trial unknown.
    assert sum(abs(share - 1) > 0.05 for share in shares) <= 0.05 * len(trials), shares


@pytest.mark.parametrize("name", BOTH)
def test_every_value_of_the_status_follows_from_the_raw_samples(sample, status, name):
    spec = sample.parsed("sample").spec
    found = summarize(sample.samples("sample"), find_variant(spec, name), spec)
    assert dump(found) == variant(status, name)["coldStart"]


@pytest.mark.parametrize("name", BOTH)
def test_each_accepted_trial_has_a_pod_of_its_own_created_after_the_request(sample, name):
    accepted = [trial for trial in sample.samples("sample").of(name) if trial.accepted]
    assert len({trial.pod_uid for trial in accepted}) == len(accepted)
    for trial in accepted:
        created, intended = trial.stamps["podCreated"], trial.stamps["intended"]
        assert created.nanoseconds > intended.nanoseconds
        process = trial.stamps["processStarted"]
        assert process.nanoseconds > intended.nanoseconds


def test_the_first_trial_of_a_series_is_a_warm_up_reported_apart(sample, status):
    for name in BOTH:
        cold_start = variant(status, name)["coldStart"]
        trials = [trial for trial in sample.samples("sample").of(name) if trial.accepted]
        assert [trial.kind for trial in trials].count(TrialKind.WARM_UP) == 1
        assert trials[0].kind is TrialKind.WARM_UP
        assert len(cold_start["warmUpMilliseconds"]) == 1
        assert "firstEver" in cold_start


def test_the_environment_says_where_it_was_measured(status):
    environment = status["environment"]
    assert environment["kubernetesVersion"].startswith("v1.34")
    assert environment["knativeVersion"]
    assert environment["modelbenchVersion"] == __version__
    offset = abs(float(environment["clockOffsetMilliseconds"]))
    assert offset <= float(environment["clockOffsetBoundMilliseconds"]) < 200


def test_each_variant_says_what_it_ran_and_the_serverless_one_with_which_settings(status):
    for name in BOTH:
        assert "sha256:" in variant(status, name)["imageDigest"]
    settings = variant(status, "serverless")["settings"]
    assert settings["autoscaling.knative.dev/window"] == "6s"


def test_events_tell_each_turn(sample):
    events = sample.events("sample")
    assert [e for e in events if e != "Queued"] == ["Started", "Measuring", "Completed"]


def test_the_columns_of_kubectl_get_show_the_medians(sample, status):
    shown = sample.kubectl("get", "mbench", "sample")
    for name in BOTH:
        assert variant(status, name)["coldStart"]["summary"] in shown


def test_the_variants_and_the_runners_rights_are_gone_and_the_results_stay(sample):
    def left():
        return {name.split("/")[0] for name in sample.objects()}

    removed = {"deployment", "service", "rolebinding"}
    wait_until(lambda: not left() & removed, 180, "the variants are gone")
    assert "configmap" in left()


def test_prometheus_gets_the_same_numbers(sample, status):
    labels = {"benchmark_namespace": sample.namespace, "benchmark": "sample", "statistic": "median"}
    found = {
        tuple(item.labels[label] for label in (*labels, "variant")): item.value
        for family in text_string_to_metric_families(exposition())
        if family.name == "modelbench_cold_start_seconds"
        for item in family.samples
    }
    for name in BOTH:
        median = variant(status, name)["coldStart"]["medianMilliseconds"]
        assert found[*labels.values(), name] == median / 1000


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
