from dataclasses import replace

from modelbench.comparison.changes import Change
from modelbench.comparison.compare import Run, compare
from modelbench.comparison.comparison_fields import comparison_fields
from modelbench.view.comparison import comparison_sections, comparison_verdict

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.decided import decided
from tests.unit.made.load_runs import all_samples
from tests.unit.made.trials import trial

PATHS = ("serverless", "containerized")


def run(samples, benchmark=None, name="b"):
    document = benchmark or decided()
    return Run({**document, "metadata": {**document["metadata"], "name": name}}, samples)


def cold(extra=0, count=12, **changes):
    """Cold starts alone, those of the serverless path slower by ``extra`` milliseconds."""
    trials = tuple(
        trial(path, order=n, extra_milliseconds=n * 10 + (extra if path == PATHS[0] else 0))
        for path in PATHS
        for n in range(count)
    )
    return replace(all_samples(), trials=trials, segments=(), **changes)


def steady(milliseconds, rounds=6, failed=0):
    """Samples of one steady rate on one path."""
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
    return {(one.pair.path, one.pair.figure): one for one in found.durations}


def test_a_benchmark_does_not_differ_from_itself():
    found = compare(run(all_samples()), run(all_samples()))
    assert found.durations
    assert {one.change for one in found.durations} <= {Change.NO_DIFFERENCE_SHOWN, Change.TOO_FEW}
    assert not found.slower
    assert found.unlike == ()
    assert all(one.overlap for one in (*found.failures, *found.costs))


def test_a_slower_start_is_found_on_the_path_and_in_the_phase_that_it_is_in():
    found = changes(cold(), cold(extra=300))
    total = found["serverless", "coldStart"]
    assert total.change is Change.SLOWER
    assert total.shift.estimate == 300
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
    changed = {one.pair.figure for one in found.durations if one.change is Change.SLOWER}
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
    pair = changes(all_samples(), all_samples())["serverless", "coldStart"].pair
    assert len(pair.before) == 40


def test_rounds_are_the_values_of_a_steady_percentile():
    found = changes(steady(5), steady(50))
    one = found["serverless", "p95 at 10/s"]
    assert len(one.pair.before) == 6
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
    assert not [one for one in found.durations if one.pair.family == "steady"]
    assert any("of the second benchmark, the median schedule delay" in one for one in found.notes)


def test_too_many_tests_of_small_samples_are_a_note():
    """Six rounds against six give p = 2 / 924 at best, which 24 tests make more than 5 %."""

    def at_rates(milliseconds):
        segments = tuple(
            segment([milliseconds * MILLISECOND] * 60, rate=rate, path=path, round=n)
            for path in PATHS
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
    assert not one.overlap
    assert one.after.value == 0.1


def test_failures_of_one_round_alone_are_no_change():
    bad = segment([6 * MILLISECOND] * 600, round=1, failures=[(n, "timeout") for n in range(60)])
    after = steady(5)
    after = replace(after, segments=(bad, *after.segments[1:]))
    (one,) = compare(run(steady(5)), run(after)).failures
    assert one.overlap
    assert one.after.value == 60 / 3600


def test_a_recommendation_that_changed_is_told():
    before, after = decided(), decided()
    found = after["status"]["recommendation"]
    found[0] = {**found[0], "answer": "Inconclusive"}
    answers = compare(run(all_samples(), before), run(all_samples(), after)).answers
    assert [(one.traffic, one.before != one.after) for one in answers] == [
        ("rare", True),
        ("busy", False),
    ]


def test_a_busy_node_is_a_note():
    document = decided()
    busy = {"type": "NodeQuiet", "status": "False", "reason": "Busy", "message": "80 % in use"}
    document["status"]["conditions"].append(busy)
    found = compare(run(all_samples(), document), run(all_samples()))
    assert found.notes == ("of the first benchmark, NodeQuiet: 80 % in use",)


def test_what_is_told_in_words_is_what_was_found():
    first, second = run(cold(), name="old"), run(cold(extra=300), name="new")
    fields = comparison_fields(compare(first, second), first, second)
    assert comparison_verdict(fields) == "From old to new: slower: serverless coldStart."
    titles = [section.rows[0][0] for section in comparison_sections(fields)]
    assert titles[:2] == ["Cold start", "Phases of a cold start"]
    row = comparison_sections(fields)[0].rows[1]
    assert row[0] == "  serverless"
    assert row[3].startswith("+300 ms [")
    assert row[5].startswith("SLOWER")
