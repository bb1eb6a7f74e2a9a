import pytest
from modelbench.api.samples import FirstEver, Samples, TrialKind, dump_samples, load_samples
from modelbench.scenarios.cold_start.summary import is_precise, summarize
from modelbench.scenarios.status_fields import clock_fields, cold_start_fields

from tests.unit.made.trials import MILLISECOND, trial


def samples(count=10, **changes):
    trials = tuple(trial(order=n, extra_milliseconds=10 * n) for n in range(1, count + 1))
    return Samples(trials=trials, **changes)


def test_rejected_trials_and_warm_ups_are_counted_apart_and_never_averaged_in():
    warm_up = trial(order=90, kind=TrialKind.WARM_UP, extra_milliseconds=9000)
    rejected = trial(order=91, extra_milliseconds=-1800, rejection="NotAtZero", message="warm")
    plain = summarize(samples(), "serverless")
    noisy = summarize(Samples(trials=(warm_up, *samples().trials, rejected)), "serverless")
    assert noisy.interval == plain.interval
    assert noisy.trials == 10
    assert noisy.rejected == {"NotAtZero": 1}
    assert noisy.warm_up_nanoseconds == (10_840 * MILLISECOND,)


def test_an_injected_delay_is_found_in_the_total_and_in_the_application_start_alone():
    def medians(extra):
        trials = tuple(trial(order=n, extra_milliseconds=extra) for n in range(10))
        summary = summarize(Samples(trials=trials), "serverless")
        phases = {phase.name: phase.median_nanoseconds for phase in summary.phases}
        return summary.interval.median, phases

    total, phases = medians(0)
    slow_total, slow_phases = medians(3000)
    assert slow_total - total == 3000 * MILLISECOND
    changed = {name for name in phases if phases[name] != slow_phases[name]}
    assert changed == {"applicationStart", "runtime"}
    assert slow_phases["applicationStart"] - phases["applicationStart"] == 3000 * MILLISECOND


def test_the_summary_after_a_round_trip_through_the_config_map_is_the_same():
    first = FirstEver("serverless", 2 * 10**9, 10**9, True, 5 * 10**8)
    stored = samples(first_ever=(first,), clock_offset_lower_nanoseconds=-5)
    assert summarize(load_samples(dump_samples(stored)), "serverless") == summarize(
        stored, "serverless"
    )


def test_status_fields_are_whole_milliseconds_with_interval_and_phases():
    fields = cold_start_fields(summarize(samples(), "serverless"))
    assert fields["medianMilliseconds"] == 1895
    assert (fields["medianLowerMilliseconds"], fields["medianUpperMilliseconds"]) == (1860, 1930)
    assert fields["summary"] == "1895 ms [1860, 1930] n=10"
    assert fields["confidencePercent"] == "97.9"
    assert fields["explainedPercent"] == "100.0"
    assert fields["percentiles"] == []


def test_too_few_trials_give_a_median_and_say_why_there_is_no_interval():
    fields = cold_start_fields(summarize(samples(3), "serverless"))
    assert fields["medianMilliseconds"] == 1860
    assert "medianLowerMilliseconds" not in fields
    assert "fewer than 6" in fields["missingReason"]


def test_no_trial_at_all_is_absent_with_a_reason():
    fields = cold_start_fields(summarize(Samples(), "containerized"))
    assert "medianMilliseconds" not in fields
    assert fields["missingReason"] == "no trial has been accepted"


@pytest.mark.parametrize(("percent", "precise"), [(1, False), (2, True), (10, True)])
def test_precision_is_half_the_interval_over_the_median(percent, precise):
    assert is_precise(summarize(samples(), "serverless"), percent) is precise


def test_the_clock_offset_is_the_middle_of_its_bounds():
    bounds = Samples(
        clock_offset_lower_nanoseconds=-30 * MILLISECOND,
        clock_offset_upper_nanoseconds=10 * MILLISECOND,
    )
    assert clock_fields(bounds) == {
        "clockOffsetMilliseconds": "-10.0",
        "clockOffsetBoundMilliseconds": "20.0",
    }
    assert clock_fields(Samples()) == {}
