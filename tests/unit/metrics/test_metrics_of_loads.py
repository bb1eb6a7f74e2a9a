import shutil
import subprocess

import pytest
from modelbench.controller.metrics import count_api_request
from prometheus_client import REGISTRY, generate_latest

from tests.unit.made.load_runs import SCENARIOS as ALL_SCENARIOS
from tests.unit.made.load_runs import all_samples
from tests.unit.made.measured import SCENARIOS, benchmark, bursts, loads, steady_segments
from tests.unit.metrics.collected import LABELS, collected, series

PROMTOOL = shutil.which("promtool")
SERVERLESS = {"variant": "serverless"}
CONTAINERIZED = {"variant": "containerized"}


@pytest.fixture(scope="module")
def metrics():
    return collected(benchmark(loads(others_busy_percents=(63.0,))))


@pytest.fixture
def value(metrics):
    def find(name, **labels):
        return metrics.get_sample_value(f"modelbench_{name}", {**LABELS, **labels})

    return find


def test_a_steady_rate_is_in_seconds_ratios_cores_and_bytes(value):
    at_50 = {**SERVERLESS, "rate": "50"}
    assert value("steady_latency_seconds", **at_50, percentile="95") == pytest.approx(0.005, 1e-3)
    assert value("steady_requests", **at_50) == 1800
    assert value("steady_throughput_per_second", **at_50) == pytest.approx(50, rel=0.01)
    assert value("steady_failure_ratio", **at_50) == 0
    assert value("steady_held", **at_50) == 1
    assert value("steady_cpu_cores", **at_50) == 0.025
    assert value("steady_memory_bytes", **at_50) == 64 * 2**20


def test_the_difference_of_the_variants_has_its_interval(value):
    pair = {"first": "serverless", "second": "containerized"}
    place = {**pair, "rate": "50", "percentile": "50"}
    for bound in ("median", "lower", "upper"):
        found = value("latency_difference_seconds", **place, bound=bound)
        assert found == pytest.approx(0.003, rel=1e-3)


def test_the_generators_own_delay_says_whether_the_load_counts(value):
    load = {**SERVERLESS, "scenario": "steady", "rate": "20", "start": ""}
    assert value("schedule_delay_seconds", **load, percentile="50") == 0.0001
    assert value("load_valid", **load) == 1
    late = tuple(steady_segments(delay=11_000_000, latency=20_000_000))
    invalid = collected(benchmark(loads(segments=late)))
    labels = {**LABELS, **load}
    assert invalid.get_sample_value("modelbench_load_valid", labels) == 0


def test_saturation_is_the_highest_rate_that_was_held(value):
    assert value("saturation_rate_per_second", **SERVERLESS) == 10


def test_a_rise_is_told_in_seconds_from_the_rise_and_what_never_came_has_no_series(value):
    def seconds(variant, start, metric):
        return value("autoscale_seconds", **variant, start=start, metric=metric)

    assert seconds(SERVERLESS, "Base", "first_replica_wanted") == 1
    assert seconds(SERVERLESS, "Base", "capacity_reached") == 3
    assert seconds(SERVERLESS, "Base", "back") == 10
    assert seconds(SERVERLESS, "Zero", "capacity_reached") == 3
    assert seconds(CONTAINERIZED, "Base", "capacity_reached") is None
    replicas = {**SERVERLESS, "start": "Base", "metric": "peak_wanted"}
    assert value("autoscale_replicas", **replicas) == 3
    assert value("autoscale_failure_ratio", **SERVERLESS, start="Base") == 0.1
    worst = value("autoscale_worst_latency_seconds", **SERVERLESS, start="Base")
    assert worst == 0.005


def test_a_burst_has_its_first_and_last_response(value):
    assert value("burst_seconds", **SERVERLESS, statistic="first") == 1
    assert value("burst_seconds", **SERVERLESS, statistic="last") == 1.45
    assert value("burst_latency_seconds", **SERVERLESS, percentile="50") == 1.2
    assert value("burst_replicas_started", **SERVERLESS) == 2
    assert value("burst_trials", **SERVERLESS, outcome="accepted") == 3
    assert value("burst_trials", **SERVERLESS, outcome="NotAtZero") == 1
    assert value("load_valid", **SERVERLESS, scenario="burst", rate="", start="") == 1


def test_a_reactivation_is_told_by_its_gap(value):
    gap = {**SERVERLESS, "gap_seconds": "21"}
    assert value("reactivation_seconds", **gap, statistic="median") == 2
    assert value("reactivation_trials", **gap) == 2
    assert value("reactivation_new_pod_ratio", **gap) == 1
    assert value("reactivation_failure_ratio", **gap) == 0


def test_the_load_of_others_is_a_ratio(value):
    assert value("node_busy_ratio") == 0.63
    assert value("benchmark_condition", condition="NodeQuiet", status="False") == 1


def test_scenarios_that_were_not_measured_have_no_series():
    only = collected(benchmark(loads(segments=(), gaps=(), bursts=tuple(bursts()))))
    named = {sample.name for sample in series(only)}
    assert "modelbench_burst_seconds" in named
    assert not any("steady" in name or "autoscale" in name for name in named)


def test_a_benchmark_of_every_load_scenario_stays_below_two_hundred_series(metrics):
    assert len(SCENARIOS["steady"]["ratesPerSecond"]) == 2
    assert len(series(metrics)) < 200


def test_every_variant_has_its_series_and_its_difference_from_the_first():
    others = [
        {"name": "warm", "serverless": {"minScale": 1}},
        {"name": "two", "containerized": {"replicas": 2}},
    ]
    names = ("serverless", "containerized", "warm", "two")
    samples = all_samples(names, rounds=8)
    found = series(collected(benchmark(samples, ALL_SCENARIOS, variants=others)))

    def told(name, label):
        return {one.labels[label] for one in found if one.name == f"modelbench_{name}"}

    assert told("steady_requests", "variant") == set(names)
    assert told("cold_start_seconds", "variant") == {"serverless", "containerized", "two"}
    assert told("latency_difference_seconds", "first") == {"serverless"}
    assert told("latency_difference_seconds", "second") == set(names[1:])


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not on PATH")
def test_promtool_finds_nothing_to_improve(metrics):
    count_api_request("GET")
    text = generate_latest(REGISTRY) + generate_latest(metrics)
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
