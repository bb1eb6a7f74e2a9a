import pytest
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.scenarios.cold_start import FirstEver, TrialKind
from modelbench.api.variants import find_variant
from modelbench.scenarios.cold_start.summary import (
    covers,
    done,
    is_precise,
    judge,
    summarize,
    wanted,
)
from modelbench.scenarios.findings import find
from msgspec.structs import replace

from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import spec
from tests.unit.made.trials import MILLISECOND, trial

SPEC = spec(
    scenarios={"coldStart": SCENARIOS["coldStart"]},
    variants=[
        {"name": "warm", "serverless": {"minScale": 1}},
        {"name": "two-warm", "serverless": {"minScale": 2}},
        {"name": "two", "containerized": {"replicas": 2}},
    ],
)


def samples(count=10, **changes):
    trials = tuple(trial(order=n, extra_milliseconds=10 * n) for n in range(1, count + 1))
    return Samples(trials=trials, **changes)


def told(found, variant="serverless"):
    return summarize(found, find_variant(SPEC, variant), SPEC)


def test_rejected_trials_and_warm_ups_are_counted_apart_and_never_averaged_in():
    warm_up = trial(order=90, kind=TrialKind.WARM_UP, extra_milliseconds=9000)
    rejected = trial(order=91, extra_milliseconds=-1800, rejection="NotAtZero", message="warm")
    plain = told(samples())
    noisy = told(Samples(trials=(warm_up, *samples().trials, rejected)))
    assert noisy.summary == plain.summary
    assert noisy.trials == 10
    assert [(one.reason, one.count) for one in noisy.rejected_trials] == [("NotAtZero", 1)]
    assert noisy.warm_up_milliseconds == (10_840,)


def test_an_injected_delay_is_found_in_the_total_and_in_the_application_start_alone():
    def medians(extra):
        trials = tuple(trial(order=n, extra_milliseconds=extra) for n in range(10))
        status = told(Samples(trials=trials))
        phases = {phase.name: phase.median_milliseconds for phase in status.phases}
        return status.median_milliseconds, phases

    total, phases = medians(0)
    slow_total, slow_phases = medians(3000)
    assert slow_total - total == 3000
    changed = {name for name in phases if phases[name] != slow_phases[name]}
    assert changed == {"applicationStart", "runtime"}
    assert slow_phases["applicationStart"] - phases["applicationStart"] == 3000


def test_the_summary_after_a_round_trip_through_the_config_map_is_the_same():
    first = FirstEver("serverless", 2 * 10**9, 10**9, True, 5 * 10**8)
    stored = samples(first_ever=(first,), clock_offset_lower_nanoseconds=-5)
    assert told(load_samples(dump_samples(stored))) == told(stored)


def test_the_status_has_whole_milliseconds_with_interval_and_phases():
    found = told(samples())
    assert found.median_milliseconds == 1895
    assert (found.median_lower_milliseconds, found.median_upper_milliseconds) == (1850, 1940)
    assert found.summary == "1895 ms [1850, 1940] n=10"
    assert found.effective_trials == 1, "each is 10 ms slower than the one before"
    assert float(found.confidence_percent) < 50, "so the whole range is not 95 % sure"
    assert found.least_confidence_percent == found.confidence_percent
    assert found.explained_percent == "100.0"
    assert found.percentiles == ()


def test_the_very_first_start_is_told_apart():
    first = FirstEver("serverless", 2 * 10**9, 10**9, True, 5 * 10**8)
    found = told(samples(first_ever=(first,))).first_ever
    assert (found.total_milliseconds, found.precision_milliseconds) == (2000, 1000)
    assert (found.image_pulled, found.image_pull_milliseconds) == (True, 500)
    assert told(samples()).first_ever is None


def test_too_few_trials_give_a_median_and_say_why_there_is_no_interval():
    found = told(samples(3))
    assert found.median_milliseconds == 1860
    assert found.median_lower_milliseconds is None
    assert found.missing_reason == "fewer than 6 trials cannot give a 95% interval"


def test_no_trial_at_all_is_absent_with_a_reason():
    found = told(Samples(), "containerized")
    assert found.median_milliseconds is None
    assert found.missing_reason == "no trial has been accepted"


@pytest.mark.parametrize(("name", "pods"), [("warm", "1 pod"), ("two-warm", "2 pods")])
def test_a_variant_that_keeps_pods_has_no_cold_start_and_says_so(name, pods):
    variant = find_variant(SPEC, name)
    found = told(samples(), name)
    assert found.trials == 0
    assert found.missing_reason == f"it keeps {pods} ready (minScale), so it has no cold start"
    assert not covers(variant)
    assert wanted(variant, SPEC) == (0, 0)


def test_every_other_variant_has_cold_starts():
    for name in ("serverless", "containerized", "two"):
        assert covers(find_variant(SPEC, name))
        assert wanted(find_variant(SPEC, name), SPEC) == (10, 20)
    assert (done(told(samples())), done(None)) == (10, 0)


@pytest.mark.parametrize(("percent", "precise"), [(2, False), (3, True), (10, True)])
def test_precision_is_half_the_interval_over_the_median(percent, precise):
    settings = replace(SPEC.scenarios.cold_start, relative_precision_percent=percent)
    mixed = [samples().trials[n] for n in (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)]
    assert is_precise(mixed, settings) is precise
    assert not is_precise((), settings)


def test_trials_that_look_so_alike_that_no_interval_is_sure_are_not_precise():
    assert not is_precise(samples().trials, SPEC.scenarios.cold_start)
    status = told(samples())
    *_, message = judge(status, samples(), find_variant(SPEC, "serverless"), SPEC)
    assert "10 tell as much as 1 independent ones" in message
    assert message.endswith(f"it holds only with {status.confidence_percent}%")


def test_the_clock_offset_is_the_middle_of_its_bounds():
    bounds = Samples(
        clock_offset_lower_nanoseconds=-30 * MILLISECOND,
        clock_offset_upper_nanoseconds=10 * MILLISECOND,
    )
    environment = find(bounds, SPEC).environment
    assert environment.clock_offset_milliseconds == "-10.0"
    assert environment.clock_offset_bound_milliseconds == "20.0"
    assert find(Samples(), SPEC).environment.clock_offset_milliseconds is None
