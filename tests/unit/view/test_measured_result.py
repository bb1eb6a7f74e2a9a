import pytest
from modelbench.api.conditions import SUCCEEDED
from modelbench.api.pod_samples import PodInterval, PodTrouble
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import Instant, Stamp
from modelbench.api.scenarios.parts import LatencyPercentile
from modelbench.api.scenarios.reactivation import GapTrial
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, START, one_at_a_time
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.measured import benchmark, bursts, gaps, loads, steady_segments
from tests.unit.made.trials import stamps, trial
from tests.unit.view.lines import cells_of, condition, shown, without_status

TITLES = ("Cold start", "Burst", "Reactivation", "Steady load", "Saturation", "Load step")


@pytest.fixture(scope="module")
def lines():
    return shown(result_text(benchmark(loads())))


def test_the_steady_rates_show_both_variants_and_the_paired_difference(lines):
    table = cells_of(lines, "Steady load")
    assert table[0] == "Steady load serverless containerized serverless minus containerized"
    assert "20/s p50 5.0 ms 2.0 ms 3.0 ms [3.0, 3.0]" in table
    assert "50/s p99 5.0 ms 2.0 ms 3.0 ms [3.0, 3.0]" in table
    assert "failed 0.00% 0.00%" in table
    assert "CPU and memory of the pods 25m, 64 MiB 25m, 64 MiB" in table


def test_a_percentile_that_a_round_cannot_support_has_no_difference(lines):
    assert "20/s p99 5.0 ms 2.0 ms not known" in lines


def test_too_few_rounds_give_a_difference_without_an_interval():
    few = tuple(s for s in steady_segments() if s.round <= 3)
    lines = shown(result_text(benchmark(loads(segments=few))))
    assert "50/s p50 5.0 ms 2.0 ms 3.0 ms, no interval" in lines


def test_saturation_says_which_rate_was_held_and_what_ended_the_rise(lines):
    table = cells_of(lines, "Saturation")
    assert "highest sustained rate 10/s 10/s" in table
    assert "what limited serverless: at 15/s: the 95th percentile was 800 ms" in table


def test_a_rise_has_a_column_for_each_run_and_says_why_a_value_is_absent(lines):
    table = cells_of(lines, "Load step")
    runs = "serverless from base serverless from zero containerized from base"
    assert table[0] == f"Load step, time since the step {runs}"
    assert "all pods ready 3.0 s 3.0 s none" in table
    assert "pods at start, peak, end 1, 3, 3 0, 1, 1 1, 1, 1" in table
    assert "failed 10.00% (12 timeout) 0.00% 10.00% (12 timeout)" in table
    values = "another pod wanted, all pods ready, back after the peak"
    reason = "no replica was added: it does not scale, or did not need to"
    assert f"containerized from base, none for {values}: {reason}" in table


def test_a_burst_shows_its_first_and_its_last_response(lines):
    table = cells_of(lines, "Burst")
    assert "bursts that count (n) 3 of 10 requests 3 of 10 requests" in table
    assert "bursts rejected 1 NotAtZero 0" in table
    assert "last response, median 1450 ms 1450 ms" in table


def test_a_burst_that_was_spread_out_is_shown_as_invalid():
    late = [replace(one, schedule_delay_nanoseconds=20_000_000) for one in bursts()]
    spread = [one for one in late if one.variant == "serverless"]
    others = [one for one in bursts() if one.variant == "containerized"]
    document = benchmark(loads(segments=(), gaps=(), bursts=(*spread, *others)))
    assert "valid no yes" in cells_of(shown(result_text(document)), "Burst")


def test_the_worst_gap_is_named(lines):
    table = cells_of(lines, "Reactivation")
    assert "21 s after the last 2000 ms 2000 to 2000 ms Draining 2 of 2 0 of 2" in table
    assert table[-1] == "worst: 2000 ms, 21 s after the last (Draining)"


def test_a_gap_without_any_response_is_the_worst():
    gap = (31, 31_000_000_000, "Terminating")
    failed = GapTrial("serverless", 9, 1, *gap, failure="RequestFailed: reset")
    lines = shown(result_text(benchmark(loads(gaps=(*gaps(), failed)))))
    assert "31 s after the last not known - Terminating 0 of 1 1 of 1" in lines
    assert "worst: no response after 31 s" in lines


def test_only_what_was_measured_is_shown():
    text = result_text(benchmark(loads(segments=(), gaps=(), bursts=tuple(bursts()))))
    assert [title for title in TITLES if f"\n{title}" in text] == ["Burst"]
    assert "Warning" not in text


def test_cold_starts_are_shown_with_their_interval_and_phases():
    trials = tuple(trial(name, n) for n in range(10) for name in ("serverless", "containerized"))
    asked = {"coldStart": SCENARIOS["coldStart"]}
    lines = shown(result_text(benchmark(loads(trials=trials), asked)))
    assert "median 1840 ms 1840 ms" in lines
    assert "decision 39 ms 39 ms" in lines


def test_invalid_values_and_a_busy_node_are_told_in_words():
    late = tuple(steady_segments(delay=11_000_000, latency=20_000_000))
    lines = shown(result_text(benchmark(loads(segments=late, others_busy_percents=(63.0,)))))
    assert lines[0].startswith("Succeeded=False (Invalid): ServerlessSteadyMeasured")
    assert "valid no no" in lines
    beware = [line for line in lines if line.startswith("Warning")]
    assert beware[0].startswith("Warning: ServerlessSteadyMeasured is invalid: at 20/s: the median")
    assert beware[-1].startswith("Warning: noisy node: 63%")


def test_a_benchmark_that_failed_before_any_value_says_why():
    failed = condition(SUCCEEDED, "False", Reason.NOT_READY, "why")
    assert result_text(without_status(conditions=(failed,))) == "Succeeded=False (NotReady): why"


def test_a_lambda_handlers_own_time_stands_beside_the_latency():
    found = benchmark(loads())
    serverless, containerized = found.status.variants
    handler = (LatencyPercentile("50", 1234),)
    first, *others = serverless.steady.rates
    rates = (replace(first, handler_times=handler), *others)
    changed = replace(serverless, steady=replace(serverless.steady, rates=rates))
    status = replace(found.status, variants=(changed, containerized))
    lines = shown(result_text(replace(found, status=status)))
    assert lines.count("Lambda handler p50 1.2 ms -") == 1
    below = lines.index("20/s p99 5.0 ms 2.0 ms not known") + 1
    assert lines[below] == "Lambda handler p50 1.2 ms -"


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x9b2J", "\x07", "\u202e", "\ud800"])
def test_last_words_of_a_container_cannot_steer_the_terminal(steering):
    failed = condition(SUCCEEDED, "False", Reason.CONTAINER_CRASHED, f"a{steering}b")
    text = result_text(without_status(conditions=(failed,)))
    assert steering[0] not in text
    assert text.endswith("b")


def test_what_befell_the_pods_is_a_warning():
    trouble = PodTrouble("OOMKilled", START + 3 * SECOND, "model", 1, 137, "96Mi")
    pod = PodInterval("serverless", "a", (), START, START + SECOND, troubles=(trouble,))
    lines = shown(result_text(benchmark(Samples(pods=(pod,)))))
    assert "Warning: pods of serverless: OOMKilled with 96Mi" in lines


def test_a_rate_that_was_not_held_says_why():
    segments = (one_at_a_time(8), one_at_a_time(8, servers=2, variant="containerized"))
    table = cells_of(shown(result_text(benchmark(Samples(segments=segments)))), "Steady load")
    assert "successful requests/s 5.0 7.9" in table
    assert "held no: its queue grew by 3 requests a second yes" in table


def test_a_phase_that_is_no_longer_than_it_is_known_to_is_a_bound():
    vague = Stamp(START + 1318 * MILLISECOND, "direct probe of the pod", 618 * MILLISECOND)
    trials = tuple(trial(order=n, stamps={**stamps(), Instant.SERVING: vague}) for n in range(1, 8))
    lines = shown(result_text(benchmark(Samples(trials=trials), {"coldStart": {}})))
    table = cells_of(lines, "Cold start")
    assert "applicationStart <= 618 ms -" in table
    assert "readinessAndRouting <= 1130 ms -" in table
    assert "sandbox 500 ms -" in table
