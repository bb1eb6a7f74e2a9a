"""A benchmark of four variants: nothing of a view knows how many there are, or what they are."""

import pytest
from junitparser import JUnitXml
from modelbench.cli.junit import junit_xml
from modelbench.view.markdown import result_markdown
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.made.decided import decided
from tests.unit.view.lines import cells_of, shown

FOUR = ("serverless", "containerized", "kept-warm", "two-replicas")
VARIANTS = [
    {"name": "kept-warm", "serverless": {"minScale": 1}},
    {"name": "two-replicas", "containerized": {"replicas": 2}},
]
OBJECTIVES = [{"metric": "kept-warm.steady.p95", "ratePerSecond": 10, "maximumMilliseconds": 100}]
WARM = "kept-warm: it keeps 1 pod ready (minScale), so it has no cold start"


@pytest.fixture(scope="module")
def benchmark():
    return decided(objectives=OBJECTIVES, variants=VARIANTS)


@pytest.fixture(scope="module")
def lines(benchmark):
    return shown(result_text(benchmark))


@pytest.mark.parametrize(
    "title", ["Cost of a month", "Cold start", "Burst", "Steady load", "Saturation"]
)
def test_a_table_has_a_column_for_each(lines, title):
    assert cells_of(lines, title)[0] == f"{title} {' '.join(FOUR)}"


def test_the_cost_of_the_run_is_told_of_each_and_of_all(lines):
    assert cells_of(lines, "Cost of this run")[0].endswith(f"{' '.join(FOUR)} total")


def test_one_that_is_kept_warm_has_words_instead_of_a_cold_start(lines):
    table = cells_of(lines, "Cold start")
    assert "median 1860 ms 1860 ms - 1860 ms" in table
    assert "decision 39 ms 39 ms - 39 ms" in table
    assert table[-1] == WARM


def test_the_first_is_compared_with_each_other_in_a_table_of_its_own(lines):
    table = cells_of(lines, "Serverless minus")
    assert table[0] == "Serverless minus containerized kept-warm two-replicas"
    assert len(table) == 1 + 2 * 3


def test_each_that_does_not_scale_to_zero_has_its_break_evens(lines):
    for name in ("Containerized", "Kept-warm", "Two-replicas"):
        row = cells_of(lines, f"Break-even: {name.lower()} is cheaper")[1]
        assert row.startswith("rare, own-cluster ")


def test_with_two_that_scale_to_zero_a_break_even_names_both(benchmark):
    (even, *_), names = benchmark.status.traffic[0].break_evens, ("serverless", "small")
    evens = tuple(replace(even, variant=name) for name in names)
    profile = replace(benchmark.status.traffic[0], break_evens=evens)
    status = replace(benchmark.status, traffic=(profile,))
    table = cells_of(
        shown(result_text(replace(benchmark, status=status))), "Break-even: containerized is"
    )
    assert [row.partition(" above")[0] for row in table[1:]] == [
        "rare, serverless, own-cluster",
        "rare, small, own-cluster",
    ]


def test_a_rise_has_a_column_for_each_run(lines):
    runs = "serverless from base serverless from zero containerized from base"
    head = f"Load step, time since the step {runs} kept-warm from base two-replicas from base"
    assert cells_of(lines, "Load step")[0] == head


def test_markdown_has_the_same_columns(benchmark):
    lines = result_markdown(benchmark).splitlines()
    head = lines.index("### Burst") + 2
    assert lines[head] == "|  | serverless | containerized | kept-warm | two-replicas |"
    assert f"- {WARM}" in lines


def test_junit_has_a_case_and_values_of_each(benchmark):
    (suite,) = JUnitXml.fromstring(junit_xml([benchmark]).encode())
    names = {case.name for case in suite}
    assert {"KeptWarmSteadyMeasured", "TwoReplicasColdStartMeasured"} <= names
    assert "KeptWarmColdStartMeasured" not in names
    assert "kept-warm.steady.p95 at 10/s at most 100 ms" in names
    found = {item.name: item.value for item in suite.properties()}
    assert found["two-replicas.mode"] == "Containerized"
    assert found["kept-warm.steady.10PerSecond.p95Microseconds"] == "5003"
    assert found["recommendation.rare"] in FOUR
