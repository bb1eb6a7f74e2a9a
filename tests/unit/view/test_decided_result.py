import re

import pytest
from modelbench.prices import BUILT_IN
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.made.decided import OBJECTIVES, TRAFFIC, decided
from tests.unit.view.lines import cells_of, shown

AMOUNT = r"\d+\.\d{4}"
INTERVAL = r"\[\d+\.\d+, \d+\.\d+\]"


@pytest.fixture(scope="module")
def benchmark():
    return decided()


@pytest.fixture(scope="module")
def lines(benchmark):
    return shown(result_text(benchmark))


def test_the_recommendation_comes_before_everything_else(benchmark, lines):
    sentences = [found.sentence for found in benchmark.status.recommendation]
    assert " ".join(lines[: lines.index("")]) == " ".join(sentences)
    assert "choose serverless, $0.05 vs $2.69/month" in sentences[0]
    assert "choose containerized, $2.69 vs $3.27/month" in sentences[1]
    assert lines[lines.index("") + 1].startswith("Succeeded=True")


def test_the_last_lines_are_the_answer(benchmark):
    last = result_text(benchmark).splitlines()[-2:]
    assert [line.split("  ")[0] for line in last] == ["rare", "busy"]
    assert "Serverless     $0.05 vs $2.69/month  99% cold" in last[0]
    assert max(map(len, last)) <= 80


def test_a_sentence_fits_into_a_hundred_columns():
    text = result_text(decided(*BUILT_IN, objectives=OBJECTIVES))
    sentences = text.partition("\n\n")[0].splitlines()
    assert len(sentences) > 2
    assert max(map(len, sentences)) <= 100


def test_both_variants_cost_something_at_each_traffic_with_the_cold_share(lines):
    table = cells_of(lines, "Cost of a month")
    assert table[0] == "Cost of a month serverless containerized"
    assert table[1] == "rare, 1,000 requests/month"
    assert re.fullmatch(rf"own-cluster, USD {AMOUNT}( {INTERVAL})? 2\.6942", table[2])
    assert re.fullmatch(rf"cold requests 99\.\d+% {INTERVAL}", table[3])
    assert table[4] == "busy, 13,140,000 requests/month"
    assert table[6] == "cold requests 0.000%"


def with_profile(benchmark, **changes):
    """The same benchmark with its first traffic profile alone, changed."""
    profile = replace(benchmark.status.traffic[0], **changes)
    return replace(benchmark, status=replace(benchmark.status, traffic=(profile,)))


def test_knative_s_control_plane_is_told_once_for_each_sheet(benchmark, lines):
    table = cells_of(lines, "Cost of a month")
    assert table[7:] == ["Knative's control plane on own-cluster, USD: 14.9330, not counted"]
    first, *others = benchmark.status.traffic[0].costs
    costs = (replace(first, includes_control_plane=True), *others)
    found = shown(result_text(with_profile(benchmark, costs=costs)))
    assert "Knative's control plane on own-cluster, USD: 14.9330, counted" in found


def test_an_amount_has_its_interval(benchmark):
    first, *others = benchmark.status.traffic[0].costs
    costs = (replace(first, per_month_lower="0.0500", per_month_upper="0.0600"), *others)
    row = f"own-cluster, USD {first.per_month} [0.0500, 0.0600] 2.6942"
    assert row in shown(result_text(with_profile(benchmark, costs=costs)))


def test_a_sheet_that_cannot_run_a_variant_has_no_amount_there():
    table = cells_of(shown(result_text(decided(*BUILT_IN))), "Cost of a month")
    assert any(re.fullmatch(rf"aws-lambda, USD {AMOUNT} -", line) for line in table)
    assert any(re.fullmatch(rf"aws-fargate, USD - {AMOUNT}", line) for line in table)


def test_a_cost_that_is_not_known_says_why():
    lines = shown(result_text(decided(trials=())))
    assert "own-cluster, USD not known 2.6942" in lines
    reason = "it needs spec.scenarios.coldStart"
    assert f"rare, serverless on own-cluster, not known: {reason}" in lines
    assert f"rare, own-cluster not known: {reason}" in lines


def test_the_break_even_of_each_pair_of_sheets_is_a_rate_or_a_word():
    table = cells_of(shown(result_text(decided(*BUILT_IN))), "Break-even: containerized is cheaper")
    own = r"rare, own-cluster above 6\d,\d00 requests/month( \[6\d,\d00, 6\d,\d00\])?"
    assert re.fullmatch(own, table[1])
    assert "rare, own-cluster or aws-fargate never, up to 131,000,000 requests/month" in table
    assert any(line.startswith("rare, aws-lambda or own-cluster above ") for line in table)


def test_a_break_even_above_which_containers_are_dearer_is_told_from_the_other_side(benchmark):
    even = replace(
        benchmark.status.traffic[0].break_evens[0],
        cheaper_above="serverless",
        crossings=2,
        requests_per_second="0.2",
        requests_per_second_lower=None,
        requests_per_second_upper="0.3",
    )
    lines = shown(result_text(with_profile(benchmark, break_evens=(even,))))
    at = "below 526,000 requests/month [open, 788,000], the nearest of 2"
    assert f"rare, own-cluster {at}" in lines


def test_each_objective_has_its_verdict_bound_and_interval_in_its_own_unit():
    lines = shown(result_text(decided(objectives=OBJECTIVES)))
    table = cells_of(lines, "Objectives")
    assert "serverless.coldStart.p50 Success 5,000 ms 1,860 ms [1,852, 1,867]" in table
    assert "containerized.steady.p95 at 10/s Failure 1 ms 5.00 ms" in table
    place = "serverless.cost.perMonth for rare on own-cluster"
    assert any(line.startswith(f"{place} Success $2.50/month $0.05") for line in table)
    share = "serverless.steady.failurePercent at 10/s Success 5% 0.167% [0, 2.59]"
    assert share in table


def test_an_objective_that_is_not_decided_says_why():
    lines = shown(result_text(decided(objectives=OBJECTIVES)))
    place = "containerized.coldStart.p99 for rare"
    assert any(re.fullmatch(rf"{place} Inconclusive 9,000 ms .*\[1,\d+, open\]", x) for x in lines)
    reason = "40 trials are too few for a p99, which needs 408: run more, or drop the objective"
    assert f"{place}, not decided: {reason}" in lines


def test_what_was_not_asked_for_is_not_shown():
    text = result_text(decided(traffic=()))
    assert text.startswith("Succeeded=True")
    for title in ("Objectives", "Cost of a month", "Break-even: containerized is cheaper"):
        assert title not in text


def test_the_tables_of_a_decision_come_before_those_of_the_scenarios():
    text = result_text(decided(traffic=TRAFFIC, objectives=OBJECTIVES))
    titles = ("Succeeded=", "Objectives", "Cost of a month", "Break-even: ", "Cold start  ")
    places = [text.index(f"\n{title}") for title in titles]
    assert places == sorted(places)


def test_what_the_run_itself_cost_comes_before_the_answer(benchmark):
    lines = shown(result_text(benchmark))
    table = cells_of(lines, "Cost of this run")
    assert table[0] == "Cost of this run serverless containerized total"
    assert table[1] == f"pod-seconds 44 600 {benchmark.status.cost.pod_seconds:,}"
    whole = benchmark.status.cost.amounts[0].amount
    assert re.fullmatch(rf"own-cluster, USD 0\.\d+ 0\.\d+ {whole}", table[2])
    assert lines[-4:-2] == [table[-1], ""]
