"""The durations on which costs rest, from the raw samples."""

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import Instant, Stamp
from modelbench.forecast import timings
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.decisions import measured, pod, samples, variant
from tests.unit.made.trials import START, trial

TWO = (variant(), variant("containerized"))


def timings_of(found, name="serverless", variants=TWO):
    (asked,) = (one for one in variants if one.name == name)
    return timings.timings_of(found, asked, variants)


def test_everything_that_was_measured_has_an_interval():
    found = timings_of(samples())
    assert found.cold_start.seconds == pytest.approx(1.8595)
    assert found.cold_start.lower < 1.8595 < found.cold_start.upper
    assert found.initialization.seconds == pytest.approx(1.0695)
    assert found.service.seconds == pytest.approx(0.005, rel=1e-3)
    assert found.handler.lower <= found.handler.seconds <= found.handler.upper


def test_the_service_time_is_the_mean_and_not_the_median():
    """A few slow responses are paid for as well: 9 of 1 ms and 1 of 91 ms are 10 ms each."""
    services = ([MILLISECOND] * 9 + [91 * MILLISECOND]) * 60
    rounds = tuple(segment(services, rate=10, round=number) for number in range(1, 7))
    found = timings_of(Samples(segments=rounds))
    assert found.service.seconds == pytest.approx(0.01, rel=1e-3)
    assert found.handler is None


def test_it_is_that_of_the_lowest_rate_that_was_sent_as_planned():
    late = segment([MILLISECOND] * 60, rate=5, delay=SECOND)
    slow = segment([50 * MILLISECOND] * 600, rate=20)
    good = segment([5 * MILLISECOND] * 600, rate=10)
    found = timings_of(Samples(segments=(slow, late, good)))
    assert found.service.seconds == pytest.approx(0.005, rel=1e-3)
    assert (found.service.lower, found.service.upper) == (None, None)


def failed(services, **fields):
    """A round in which no request was answered well."""
    kinds = [(number, "status 503") for number in range(len(services))]
    return segment(services, failures=kinds, **fields)


def test_a_variant_that_never_answered_has_no_service_time():
    """It would be 0 s, and the variant nearly free."""
    rounds = tuple(failed([MILLISECOND] * 600, round=number) for number in range(1, 7))
    found = timings_of(Samples(segments=rounds))
    assert (found.service, found.handler) == (None, None)


@pytest.mark.parametrize(("failures", "seconds"), [(6, 0.005), (7, 0.02)])
def test_a_rate_of_which_more_than_one_percent_failed_does_not_speak_for_the_variant(
    failures, seconds
):
    kinds = [(number, "timeout") for number in range(failures)]
    refused = segment([5 * MILLISECOND] * 600, rate=10, failures=kinds)
    higher = segment([20 * MILLISECOND] * 600, rate=20)
    found = timings_of(Samples(segments=(refused, higher)))
    assert found.service.seconds == pytest.approx(seconds, rel=1e-3)


def test_a_round_without_a_response_does_not_shorten_the_others():
    good = tuple(segment([5 * MILLISECOND] * 600, round=number) for number in range(1, 7))
    found = timings_of(Samples(segments=(*good, failed([MILLISECOND] * 9, round=7))))
    assert found.service.seconds == pytest.approx(0.005, rel=1e-3)
    assert found.service.lower == pytest.approx(0.005, rel=1e-3)


def test_the_way_to_zero_is_measured_at_the_pods_of_cold_starts():
    """Answered 1.84 s after the start; with a window of 6 s its end was asked for at 12.34 s."""
    ended = START + 12_340 * MILLISECOND
    one = pod(uid="uid-1", end=44, terminating_nanoseconds=ended)
    found = timings_of(Samples(trials=(trial(order=1),), pods=(one,)))
    assert found.grace_seconds == pytest.approx(4.5)
    assert found.drain_seconds == pytest.approx(44 - 12.34)


@pytest.mark.parametrize(("pods_started", "grace"), [(1, 2.75), (2, 4.5)])
def test_of_two_pods_of_a_start_the_one_that_ends_last_tells_the_wait(pods_started, grace):
    """Of four starts with two pods each two were answered by the pod that ends first, after 1 s."""
    trials, pods = [], []
    for order, wait in enumerate((1000, 4500, 1000, 4500), 1):
        uid = f"uid-{order}"
        trials.append(trial(order=order, pod_uid=uid, pods_started=pods_started))
        ended = START + (7840 + wait) * MILLISECOND
        pods.append(pod(uid=uid, end=44, terminating_nanoseconds=ended))
    found = timings_of(Samples(trials=tuple(trials), pods=tuple(pods)))
    assert found.grace_seconds == pytest.approx(grace)


def test_how_long_a_pod_of_a_deployment_takes_to_end_is_measured_too():
    ended = START + 40 * SECOND
    one = pod("containerized", uid="uid-1", end=44, terminating_nanoseconds=ended)
    cold = trial("containerized", order=1)
    found = timings_of(Samples(trials=(cold,), pods=(one,)), "containerized")
    assert found.drain_seconds == pytest.approx(4)


@pytest.mark.parametrize(
    "pods",
    [
        (),
        (pod(uid="other", terminating_nanoseconds=START),),
        (pod(uid="uid-1"),),
        (replace(pod(uid="uid-1", terminating_nanoseconds=START), gone=False),),
    ],
)
def test_what_knative_is_known_to_do_stands_in_when_no_end_was_seen(pods):
    found = timings_of(Samples(trials=(trial(order=1),), pods=pods))
    assert (found.grace_seconds, found.drain_seconds) == (4.0, 30.0)


def test_nothing_measured_is_nothing_known():
    found = timings_of(Samples())
    assert (found.cold_start, found.initialization, found.service, found.handler) == (None,) * 4


def test_a_lambda_function_s_own_time_is_what_is_billed():
    """10 ms at the client of which the function ran 4; the containerized variant takes 2."""
    services = [10 * MILLISECOND] * 600
    function = tuple(
        segment(services, round=number, handler=4 * MILLISECOND) for number in range(1, 7)
    )
    other = segment([2 * MILLISECOND] * 600, variant="containerized")
    found = timings_of(Samples(segments=(*function, other)))
    assert found.service.seconds == pytest.approx(0.010, rel=1e-3)
    assert found.handler.seconds == pytest.approx(0.004, rel=1e-3)
    assert found.handler.lower <= found.handler.seconds <= found.handler.upper


def test_the_initialization_of_a_lambda_function_ends_with_its_first_question_for_work():
    """Its process started at 710 ms; the endpoint was seen to serve at 1750 ms."""
    ready = Stamp(START + 1_650 * MILLISECOND, "image header runtime-ready", MILLISECOND)
    known = {**trial().stamps, Instant.RUNTIME_READY: ready}
    found = timings_of(Samples(trials=(trial(stamps=known),)))
    assert found.initialization.seconds == pytest.approx(0.94)
    begins = (Instant.CONTAINER_STARTED, Instant.PROCESS_STARTED)
    without = {name: stamp for name, stamp in known.items() if name not in begins}
    assert timings_of(Samples(trials=(trial(stamps=without),))).initialization is None


def test_only_a_variant_of_the_same_resources_speaks_for_the_model_s_own_time():
    half = measured("kept", model={"cpu": "50m"}).variant
    steady = tuple(
        segment([milliseconds * MILLISECOND] * 600, variant=name)
        for name, milliseconds in (("containerized", 2), ("kept", 9))
    )
    three = (*TWO, half)
    found = timings_of(Samples(segments=steady), "kept", three)
    assert (found.service.seconds, found.handler) == (pytest.approx(0.009, rel=1e-3), None)
    assert "no containerized variant has the same image" in found.handler_missing
    same = timings_of(Samples(segments=steady), "serverless", three)
    assert same.handler.seconds == pytest.approx(0.002, rel=1e-3)
    assert "spec.scenarios.steady" in same.handler_missing


def test_each_variant_has_the_durations_of_its_own_trials_and_pods():
    """The delay that it was told is no lateness: 6 s of window, 3 of delay, ended after 10.5 s."""
    own = variant("kept", min_scale=0, scale_down_delay_seconds=3)
    ended = pod("kept", uid="uid-1", end=44, terminating_nanoseconds=START + 12_340 * MILLISECOND)
    trials = (trial("kept", order=1, pods_started=2), trial("serverless", order=2))
    found = timings_of(Samples(trials=trials, pods=(ended,)), "kept", (*TWO, own))
    assert found.grace_seconds == pytest.approx(1.5)
    assert found.pods_per_start == 2
    assert timings_of(Samples(trials=trials, pods=(ended,))).grace_seconds == 4
