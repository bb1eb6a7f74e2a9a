import re
from functools import cache

from modelbench.api.conditions import Condition
from modelbench.api.reasons import Reason
from modelbench.api.values import dump
from modelbench.comparison.changes import Change, Family
from modelbench.comparison.compare import Run, compare
from modelbench.view.comparison import comparison_notes, comparison_sections
from modelbench.view.comparison_sentence import comparison_sentence
from msgspec.structs import replace

from tests.unit.made import specs
from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.decided import decided as decided_anew
from tests.unit.made.decisions import KEPT, TWO_REPLICAS
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import trial

VARIANTS = ("serverless", "containerized")


@cache
def decided():
    return decided_anew()


def with_variants(*names):
    """The same benchmark, had it been asked for these variants beside its two."""
    asked = specs.spec(variants=[one for one in (KEPT, TWO_REPLICAS) if one["name"] in names])
    return replace(decided(), spec=replace(decided().spec, variants=asked.variants))


def run(samples, benchmark=None, name="b"):
    found = benchmark or decided()
    return Run(replace(found, metadata=replace(found.metadata, name=name)), samples)


def cold(extra=0, count=12, **changes):
    """Cold starts alone, those of the serverless variant slower by ``extra`` milliseconds."""
    trials = tuple(
        trial(name, order=n, extra_milliseconds=n * 10 + (extra if name == VARIANTS[0] else 0))
        for name in VARIANTS
        for n in range(count)
    )
    return replace(all_samples(), trials=trials, segments=(), **changes)


def steady(milliseconds, rounds=6, failed=0):
    """Samples of one steady rate on one variant."""
    segments = tuple(
        segment(
            [(milliseconds + n) * MILLISECOND] * 600,
            rate=10,
            round=n,
            failures=[(number, "timeout") for number in range(failed)],
        )
        for n in range(1, rounds + 1)
    )
    return replace(all_samples(), trials=(), segments=segments)


def changes(before, after):
    found = compare(run(before), run(after))
    return {(one.variant, one.metric): one for one in found.durations}


def test_a_benchmark_does_not_differ_from_itself():
    found = compare(run(all_samples()), run(all_samples()))
    assert found.durations
    assert {one.change for one in found.durations} <= {Change.NO_DIFFERENCE_SHOWN, Change.TOO_FEW}
    assert not found.slower
    assert found.differences == ()
    assert all(one.intervals_overlap for one in (*found.failures, *found.costs))


def test_a_slower_start_is_found_on_the_variant_and_in_the_phase_that_it_is_in():
    found = changes(cold(), cold(extra=300))
    total = found["serverless", "coldStart"]
    assert total.change is Change.SLOWER
    assert total.shift_milliseconds == 300
    assert found["containerized", "coldStart"].change is Change.NO_DIFFERENCE_SHOWN
    assert found["serverless", "applicationStart"].change is Change.SLOWER
    assert ("serverless", "scheduling") not in found, "it took the same in every trial of both"


def test_a_phase_alone_is_no_regression():
    """Later on the way, but no later in the end."""
    late = replace(
        trial().stamps["podScheduled"],
        nanoseconds=trial().stamps["podScheduled"].nanoseconds + 9_000_000,
    )
    after = tuple(
        replace(one, stamps={**one.stamps, "podScheduled": late}) for one in cold().trials
    )
    found = compare(run(cold()), run(replace(cold(), trials=after)))
    changed = {one.metric for one in found.durations if one.change is Change.SLOWER}
    assert changed == {"scheduling"}
    assert not found.slower


def test_the_other_way_round_it_is_faster():
    found = changes(cold(extra=300), cold())
    assert found["serverless", "coldStart"].change is Change.FASTER
    assert not compare(run(cold(extra=300)), run(cold())).slower


def test_a_few_trials_show_nothing_however_far_apart_they_are():
    found = changes(cold(count=3), cold(extra=5000, count=3))
    assert found["serverless", "coldStart"].change is Change.TOO_FEW


def test_warm_ups_and_rejected_trials_are_not_compared():
    found = changes(all_samples(), all_samples())["serverless", "coldStart"]
    assert (found.before.values, found.after.values) == (40, 40)


def test_rounds_are_the_values_of_a_steady_percentile():
    found = changes(steady(5), steady(50))
    one = found["serverless", "p95 at 10/s"]
    assert one.before.values == 6
    assert one.change is Change.SLOWER
    assert (
        changes(steady(5, rounds=3), steady(50, rounds=3))["serverless", "p95 at 10/s"].change
        is Change.TOO_FEW
    )


def test_load_that_was_not_sent_as_planned_is_left_out_with_its_reason():
    late = tuple(
        segment([5 * MILLISECOND] * 600, delay=20 * MILLISECOND, round=n) for n in range(6)
    )
    found = compare(run(steady(5)), run(replace(steady(5), segments=late)))
    assert not [one for one in found.durations if one.family is Family.STEADY]
    assert any("of the second benchmark, the median schedule delay" in one for one in found.notes)


def test_too_many_tests_of_small_samples_are_a_note():
    """Six rounds against six give p = 2 / 924 at best, which 24 tests make more than 5%."""

    def at_rates(milliseconds):
        segments = tuple(
            segment([milliseconds * MILLISECOND] * 60, rate=rate, variant=name, round=n)
            for name in VARIANTS
            for rate in range(10, 16)
            for n in range(6)
        )
        return run(replace(all_samples(), trials=(), segments=segments))

    (note,) = compare(at_rates(5), at_rates(50)).notes
    assert note.startswith("steady: 24 tests of so few values")
    assert compare(run(steady(5)), run(steady(50))).notes == ()


def test_failures_are_compared_by_their_intervals():
    found = compare(run(steady(5)), run(steady(5, failed=60)))
    (one,) = found.failures
    assert not one.intervals_overlap
    assert one.after.percent == 10


def test_failures_of_one_round_alone_are_no_change():
    bad = segment([6 * MILLISECOND] * 600, round=1, failures=[(n, "timeout") for n in range(60)])
    after = steady(5)
    after = replace(after, segments=(bad, *after.segments[1:]))
    (one,) = compare(run(steady(5)), run(after)).failures
    assert one.intervals_overlap
    assert one.after.percent == round(100 * 60 / 3600, 4)


def test_a_recommendation_that_changed_is_told():
    before = decided()
    first, *rest = before.status.recommendation
    open_ = (replace(first, choice="Inconclusive"), *rest)
    after = replace(before, status=replace(before.status, recommendation=open_))
    found = compare(run(all_samples(), before), run(all_samples(), after)).recommendations
    assert [(one.traffic, one.changed) for one in found] == [("rare", True), ("busy", False)]


def test_a_busy_node_is_a_note():
    busy = Condition("NodeQuiet", "False", Reason.BUSY, "80% in use", "2026-01-01T00:00:00Z")
    quiet = decided()
    conditions = (*quiet.status.conditions, busy)
    before = replace(quiet, status=replace(quiet.status, conditions=conditions))
    found = compare(run(all_samples(), before), run(all_samples()))
    assert found.notes == ("of the first benchmark, NodeQuiet: 80% in use",)


def test_variants_that_both_have_are_compared_and_the_others_are_named():
    names = (*VARIANTS, "kept", "two-replicas")
    before = run(all_samples(names[:3]), with_variants(*names[:3]))
    after = run(all_samples(names), with_variants(*names))
    found = compare(before, after)
    assert {one.variant for one in found.failures} == {*VARIANTS, "kept"}
    assert {one.variant for one in found.durations} == {*VARIANTS, "kept"}
    alone = "two-replicas is left out: only the second benchmark has it"
    assert alone in found.notes
    assert {one.field.partition(".containerized")[0] for one in found.differences} == {
        "spec.variants[two-replicas]"
    }


def test_a_cost_is_told_with_its_interval_and_currency():
    found = compare(run(all_samples()), run(all_samples())).costs
    serverless = next(one for one in found if one.variant == "serverless")
    assert (serverless.sheet, serverless.currency) == ("own-cluster", "USD")
    assert serverless.before == serverless.after
    low, high = serverless.before.per_month_lower, serverless.before.per_month_upper
    assert float(low) <= float(serverless.before.per_month) <= float(high)


def test_the_comparison_is_a_document():
    document = dump(compare(run(cold(), name="old"), run(cold(extra=300), name="new")))
    assert document["before"]["name"] == "old"
    first = document["durations"][0]
    assert (first["variant"], first["metric"], first["change"]) == (
        "serverless",
        "coldStart",
        "Slower",
    )
    assert first["before"] == {"medianMilliseconds": 1895, "values": 12}
    assert first["shiftMilliseconds"] == 300
    assert document["failures"] == [], "what was compared without a result is there and empty"


def test_what_is_told_in_words_is_what_was_found():
    found = compare(run(cold(), name="old"), run(cold(extra=300), name="new"))
    sentence = comparison_sentence(found)
    assert re.match(
        r"From old to new: cold start \+300 ms \(\+\d+%\) on serverless: [a-z ]+ \d+ -> \d+ ms\.",
        sentence,
    ), sentence
    titles = [section.rows[0][0] for section in comparison_sections(found)]
    assert titles[:2] == ["Cold start", "Phases of a cold start"]
    row = comparison_sections(found)[0].rows[1]
    assert row[0] == "  serverless"
    assert row[3].startswith("+300 ms [")
    assert row[5].startswith("SLOWER")


def test_what_shows_no_difference_is_left_out_but_for_the_cold_starts():
    found = compare(run(cold(), name="old"), run(cold(extra=300), name="new"))
    whole, short = (comparison_sections(found, show_all=flag) for flag in (True, False))
    assert short[0] == whole[0]
    phases = {section.rows[0][0]: section.rows[1:] for section in short}["Phases of a cold start"]
    assert all("slower" in row[-1].lower() for row in phases)
    assert sum(len(section.rows) for section in short) < sum(len(section.rows) for section in whole)
    assert any("--all shows them" in note for note in comparison_notes(found, show_all=False))
    assert not any("--all" in note for note in comparison_notes(found))


def test_a_p_value_is_never_zero():
    found = compare(run(cold(count=40)), run(cold(extra=3000, count=40)))
    row = comparison_sections(found)[0].rows[1]
    assert row[-1] == "SLOWER (p < 0.001)"
