from dataclasses import replace

import pytest
from modelbench.api.load_samples import GapTrial
from modelbench.api.samples import Samples
from modelbench.scenarios.cold_start.summary import summarize
from modelbench.scenarios.status_fields import cold_start_fields
from modelbench.view.text import answer_text

from tests.unit.made.measured import benchmark, bursts, gaps, loads, steady_segments
from tests.unit.made.trials import trial

TITLES = ("Cold start", "Burst", "Reactivation", "Steady load", "Saturation", "Autoscale")


def shown(text):
    """The lines with single spaces between their words."""
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.fixture(scope="module")
def lines():
    return shown(answer_text(benchmark(loads())))


def cells_of(lines, title):
    """The lines of one table by their label."""
    start = next(n for n, line in enumerate(lines) if line.startswith(title))
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return lines[start:end]


def test_the_steady_rates_show_both_paths_and_the_paired_difference(lines):
    table = cells_of(lines, "Steady load")
    assert table[0] == "Steady load serverless containerized serverless slower by"
    assert "20/s p50 5.0 ms 2.0 ms 3.0 ms [3.0, 3.0]" in table
    assert "50/s p99 5.0 ms 2.0 ms 3.0 ms [3.0, 3.0]" in table
    assert "failed 0.00 % 0.00 %" in table
    assert "CPU and memory of the pods 25m, 64 MiB 25m, 64 MiB" in table


def test_a_percentile_that_a_round_cannot_support_has_no_difference(lines):
    assert "20/s p99 5.0 ms 2.0 ms not known" in lines


def test_too_few_rounds_give_a_difference_without_an_interval():
    few = tuple(s for s in steady_segments() if s.round <= 3)
    lines = shown(answer_text(benchmark(loads(segments=few))))
    assert "50/s p50 5.0 ms 2.0 ms 3.0 ms, no interval" in lines


def test_saturation_says_which_rate_was_held_and_what_ended_the_rise(lines):
    table = cells_of(lines, "Saturation")
    assert "highest rate held 10/s 10/s" in table
    assert "what limited serverless: at 15/s: the 95th percentile was 800 ms" in table


def test_a_rise_has_a_column_for_each_run_and_says_why_a_figure_is_absent(lines):
    table = cells_of(lines, "Autoscale")
    runs = "serverless from base serverless from zero containerized from base"
    assert table[0] == f"Autoscale, since the rise {runs}"
    assert "all pods ready 3.0 s 3.0 s none" in table
    assert "pods at start, peak, end 1, 3, 3 0, 1, 1 1, 1, 1" in table
    assert "failed 10.00 % (12 timeout) 0.00 % 10.00 % (12 timeout)" in table
    figures = "another pod wanted, all pods ready, back after the peak"
    reason = "no replica was added: it may not scale, or there was no need"
    assert f"containerized from base, none for {figures}: {reason}" in table


def test_a_burst_shows_its_first_and_its_last_answer(lines):
    table = cells_of(lines, "Burst")
    assert "bursts that count (n) 3 of 10 requests 3 of 10 requests" in table
    assert "bursts rejected 1 NotAtZero 0" in table
    assert "last answer, median 1450 ms 1450 ms" in table


def test_a_burst_that_was_spread_out_is_shown_as_invalid():
    late = [replace(one, schedule_delay_nanoseconds=20_000_000) for one in bursts()]
    spread = [one for one in late if one.path == "serverless"]
    others = [one for one in bursts() if one.path == "containerized"]
    document = benchmark(loads(segments=(), gaps=(), bursts=(*spread, *others)))
    assert "valid no yes" in cells_of(shown(answer_text(document)), "Burst")


def test_the_worst_gap_is_named(lines):
    table = cells_of(lines, "Reactivation")
    assert "21 s after the last 2000 ms 2000 to 2000 ms Draining 2 of 2 0 of 2" in table
    assert table[-1] == "worst: 2000 ms, 21 s after the last (Draining)"


def test_a_gap_without_any_answer_is_the_worst():
    failed = GapTrial(9, 1, 31, 31_000_000_000, "Terminating", failure="RequestFailed: reset")
    lines = shown(answer_text(benchmark(loads(gaps=(*gaps(), failed)))))
    assert "31 s after the last not known - Terminating 0 of 1 1 of 1" in lines
    assert "worst: no answer after 31 s" in lines


def test_only_what_was_measured_is_shown():
    text = answer_text(benchmark(loads(segments=(), gaps=(), bursts=tuple(bursts()))))
    assert [title for title in TITLES if f"\n{title}" in text] == ["Burst"]
    assert "Beware" not in text


def test_cold_starts_are_shown_with_their_interval_and_phases():
    trials = tuple(trial(path, n) for n in range(10) for path in ("serverless", "containerized"))
    document = benchmark(loads(segments=(), gaps=(), bursts=()))
    for path in ("serverless", "containerized"):
        fields = cold_start_fields(summarize(Samples(trials=trials), path))
        document["status"][path]["coldStart"] = fields
    lines = shown(answer_text(document))
    assert "median 1840 ms 1840 ms" in lines
    assert "decision 39 ms 39 ms" in lines


def test_invalid_figures_and_a_busy_node_are_told_in_words():
    late = tuple(steady_segments(delay=11_000_000, latency=20_000_000))
    lines = shown(answer_text(benchmark(loads(segments=late, others_busy_percents=(63.0,)))))
    assert lines[0].startswith("Succeeded=False (Invalid): ServerlessSteadyMeasured")
    assert "valid no no" in lines
    beware = [line for line in lines if line.startswith("Beware")]
    assert beware[0].startswith("Beware, ServerlessSteadyMeasured is invalid: at 20/s: the median")
    assert beware[-1].startswith("Beware, the node was busy: 63 %")


def test_a_benchmark_that_failed_before_any_figure_says_why():
    condition = {"type": "Succeeded", "status": "False", "reason": "NotReady", "message": "why"}
    text = answer_text({"status": {"conditions": [condition]}})
    assert text == "Succeeded=False (NotReady): why"


def test_a_lambda_handlers_own_time_stands_beside_the_latency():
    document = benchmark(loads())
    (first, *_) = document["status"]["serverless"]["steady"]["rates"]
    first["handlerTimes"] = [{"percentile": "50", "microseconds": 1234}]
    lines = shown(answer_text(document))
    assert lines.count("Lambda handler p50 1.2 ms -") == 1
    below = lines.index("20/s p99 5.0 ms 2.0 ms not known") + 1
    assert lines[below] == "Lambda handler p50 1.2 ms -"


def test_last_words_of_a_container_cannot_steer_the_terminal():
    condition = {"type": "Succeeded", "status": "False", "reason": "x", "message": "a\x1b[2Jb"}
    assert "\x1b" not in answer_text({"status": {"conditions": [condition]}})
