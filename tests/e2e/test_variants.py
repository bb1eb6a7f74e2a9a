"""Four variants in one benchmark: each measured as asked, told apart, and shown everywhere."""

import itertools

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.benchmarks import exposition, variant
from tests.e2e.decision import CONTAINERIZED, NAME, NAMES, SCENARIOS, SERVERLESS, TWO, WARM

pytestmark = pytest.mark.together
WITH_COLD_START = (SERVERLESS, CONTAINERIZED, TWO)
TRIALS = SCENARIOS["coldStart"]["trials"]
STEADY = SCENARIOS["steady"]
ROUNDS = STEADY["rounds"]


@pytest.fixture
def status(decided):
    return decided.status(NAME)


@pytest.fixture
def samples(decided):
    return decided.samples(NAME)


def test_every_variant_has_its_mode_and_its_values(status):
    modes = {one["name"]: one["mode"] for one in status["variants"]}
    assert list(modes) == list(NAMES)
    assert {modes[name] for name in (SERVERLESS, WARM)} == {"Serverless"}
    assert {modes[name] for name in (CONTAINERIZED, TWO)} == {"Containerized"}
    for name in NAMES:
        (rate,) = variant(status, name)["steady"]["rates"]
        print(name, variant(status, name)["steady"]["summary"])
        assert rate["valid"]
        assert rate["latencies"]
        assert variant(status, name)["cost"]["podSeconds"] > 0
    for name in WITH_COLD_START:
        assert variant(status, name)["coldStart"]["trials"] == TRIALS
        assert variant(status, name)["coldStart"]["medianMilliseconds"] > 0


def test_one_that_is_kept_warm_says_that_it_has_no_cold_start(decided, status):
    cold_start = variant(status, WARM)["coldStart"]
    assert cold_start["trials"] == 0
    assert "minScale" in cold_start["missingReason"]
    assert "medianMilliseconds" not in cold_start
    assert decided.condition("KeptWarmColdStartMeasured", NAME)["status"] == "absent"
    assert decided.condition("KeptWarmSteadyMeasured", NAME)["status"] == "True"
    assert decided.condition("TwoReplicasColdStartMeasured", NAME)["status"] == "True"
    for profile in status["traffic"]:
        (cost,) = (one for one in profile["costs"] if one["variant"] == WARM)
        assert float(cost.get("coldPercent", 0)) == 0


def test_each_ran_with_its_own_settings(status):
    scale = "autoscaling.knative.dev/min-scale"
    assert variant(status, SERVERLESS)["settings"][scale] == "0"
    assert variant(status, WARM)["settings"][scale] == "1"
    assert len({variant(status, name)["imageDigest"] for name in NAMES}) == 1


def test_nothing_is_measured_beyond_what_was_asked(status, samples):
    for name in WITH_COLD_START:
        assert sum(trial.accepted for trial in samples.of(name)) == TRIALS + 1
    assert samples.of(WARM) == ()
    assert (samples.bursts, samples.gaps) == ((), ())
    rounds = [(segment.round, segment.variant) for segment in samples.segments]
    assert sorted(rounds) == sorted(itertools.product(range(1, ROUNDS + 1), NAMES))
    for name in NAMES:
        (rate,) = variant(status, name)["steady"]["rates"]
        per_round = STEADY["durationSeconds"] * rate["ratePerSecond"]
        assert rate["requests"] == ROUNDS * per_round


def test_rounds_go_through_the_variants_forth_and_back(samples):
    order = [segment.variant for segment in samples.segments]
    assert order[: 2 * len(NAMES)] == [*NAMES, *reversed(NAMES)]


def test_the_first_is_compared_with_each_other(status):
    differences = status["comparison"]["steady"]
    medians = [one for one in differences if one["percentile"] == "50"]
    pairs = [(one["first"], one["second"]) for one in medians]
    assert pairs == [(SERVERLESS, name) for name in NAMES[1:]]
    for one in medians:
        # 95% for the three together.
        assert float(one["confidencePercent"]) >= 100 - 5 / 3
        assert one["pairs"] == ROUNDS
        assert one["lowerMicroseconds"] <= one["upperMicroseconds"]


def test_a_recommendation_weighs_all_of_them(status):
    for item in status["recommendation"]:
        assert item["choice"] in (*NAMES, "Inconclusive")
    for profile in status["traffic"]:
        priced = [cost["variant"] for cost in profile["costs"] if cost["sheet"] == "own-cluster"]
        assert sorted(priced) == sorted(NAMES)


def test_kubectl_the_command_line_and_the_page_show_them(decided, status):
    row = decided.kubectl("get", "mbench", NAME)
    for name in (SERVERLESS, CONTAINERIZED):
        assert variant(status, name)["coldStart"]["summary"] in row
    text = decided.modelbench("get", NAME).stdout
    (head,) = (line for line in text.splitlines() if line.startswith("Steady load"))
    assert [word for word in head.split() if word in NAMES][: len(NAMES)] == list(NAMES)
    page = decided.modelbench("report", NAME, "-o", "-").stdout
    for name in NAMES:
        assert name in page


def test_the_operators_metrics_have_a_label_for_each(decided):
    found = {}
    for family in text_string_to_metric_families(exposition()):
        for sample in family.samples:
            if sample.labels.get("benchmark_namespace") == decided.namespace:
                found.setdefault(sample.name, set()).add(sample.labels.get("variant"))
    assert found["modelbench_steady_requests"] == set(NAMES)
    assert found["modelbench_variant_run_cost"] == set(NAMES)
    assert found["modelbench_cold_start_seconds"] == set(WITH_COLD_START)
