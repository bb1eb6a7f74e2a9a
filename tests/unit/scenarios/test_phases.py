import pytest
from modelbench.api.scenarios.cold_start import Instant, Stamp
from modelbench.scenarios.cold_start.phases import explained_nanoseconds, phases_of

from tests.unit.made.trials import MILLISECOND, START, trial


def by_name(a_trial):
    return {phase.name: phase for phase in phases_of(a_trial)}


def test_phases_follow_one_another_and_add_up_to_the_total():
    whole = trial()
    assert explained_nanoseconds(whole) == whole.total_nanoseconds
    assert all(phase.nanoseconds is not None for phase in phases_of(whole))


def test_parts_of_the_application_start_add_up_to_it():
    phases = by_name(trial())
    parts = sum(phases[name].nanoseconds for name in ("runtime", "modelLoad", "serverStart"))
    assert parts == phases["applicationStart"].nanoseconds


@pytest.mark.parametrize(
    ("instant", "lost"),
    [
        (Instant.POD_SCHEDULED, {"scheduling", "sandbox"}),
        (Instant.CONTAINER_STARTED, {"containerStart", "applicationStart", "runtime"}),
        (Instant.MODEL_LOADED, {"modelLoad", "serverStart"}),
    ],
)
def test_a_missing_instant_is_a_missing_phase_with_its_reason_and_never_zero(instant, lost):
    stamps = {name: stamp for name, stamp in trial().stamps.items() if name != instant}
    phases = by_name(trial(stamps=stamps, missing={instant: "no event reported it"}))
    missing = {name for name, phase in phases.items() if phase.nanoseconds is None}
    assert missing == lost
    assert {phases[name].missing_reason for name in lost} == {"no event reported it"}


def test_the_wait_for_the_kubelets_report_is_a_part_of_the_routing():
    phases = by_name(trial())
    assert phases["kubeletReport"].nanoseconds == 30 * MILLISECOND
    assert phases["routing"].nanoseconds == 50 * MILLISECOND
    assert phases["readinessAndRouting"].nanoseconds == 80 * MILLISECOND


def test_a_model_that_serves_after_its_address_is_known_did_not_wait_for_the_report():
    early = {**trial().stamps, Instant.ADDRESS_KNOWN: Stamp(START, "watch", MILLISECOND)}
    phases = by_name(trial(stamps=early))
    assert phases["kubeletReport"].nanoseconds == 0
    assert phases["routing"].nanoseconds == phases["readinessAndRouting"].nanoseconds


def test_what_no_phase_explains_stays_in_the_residual():
    stamps = {n: s for n, s in trial().stamps.items() if n != Instant.POD_SCHEDULED}
    broken = trial(stamps=stamps)
    lost = 13 * MILLISECOND + 500 * MILLISECOND
    assert broken.total_nanoseconds - explained_nanoseconds(broken) == lost


def test_the_pull_is_taken_out_of_the_sandbox_phase():
    pulled = by_name(trial(image_pull_nanoseconds=200 * MILLISECOND))
    assert pulled["imagePull"].nanoseconds == 200 * MILLISECOND
    assert pulled["sandbox"].nanoseconds == 300 * MILLISECOND


def test_an_unknown_pull_is_missing_and_stays_in_the_sandbox_phase():
    unknown = by_name(trial(image_pull_nanoseconds=None))
    assert unknown["imagePull"].nanoseconds is None
    assert unknown["sandbox"].nanoseconds == 500 * MILLISECOND


def test_without_the_images_own_word_the_response_is_part_of_the_routing():
    stamps = {n: s for n, s in trial().stamps.items() if n != Instant.REQUEST_RECEIVED}
    phases = by_name(trial(stamps=stamps))
    assert phases["response"].nanoseconds is None
    assert "readinessAndRouting" in phases["response"].missing_reason
    assert explained_nanoseconds(trial(stamps=stamps)) == trial().total_nanoseconds


def test_instants_out_of_order_beyond_their_precision_are_not_called_a_duration():
    stamps = dict(trial().stamps)
    late = stamps[Instant.CONTAINER_STARTED].nanoseconds - 5 * MILLISECOND
    stamps[Instant.SERVING] = Stamp(late, "direct probe", MILLISECOND)
    phase = by_name(trial(stamps=stamps))["applicationStart"]
    assert phase.nanoseconds is None
    assert "came before" in phase.missing_reason


def test_the_initialization_is_a_phase_of_a_lambda_function_alone():
    assert "initialization" not in {phase.name for phase in phases_of(trial())}
    ready = Stamp(START + 1_650 * MILLISECOND, "image header runtime-ready", MILLISECOND)
    known = trial(stamps={**trial().stamps, Instant.RUNTIME_READY: ready})
    (found,) = (phase for phase in phases_of(known) if phase.name == "initialization")
    # Its process began 10 ms after its container.
    assert (found.nanoseconds, found.parent) == (940 * MILLISECOND, "applicationStart")
    untold = {name: one for name, one in known.stamps.items() if name != Instant.PROCESS_STARTED}
    (found,) = (p for p in phases_of(trial(stamps=untold)) if p.name == "initialization")
    assert found.nanoseconds == 950 * MILLISECOND
    assert explained_nanoseconds(known) == explained_nanoseconds(trial())


def with_init_containers(milliseconds):
    begin = trial().stamps[Instant.POD_SCHEDULED].nanoseconds + 10 * MILLISECOND
    return trial(
        stamps={
            **trial().stamps,
            Instant.INIT_STARTED: Stamp(begin, "event", MILLISECOND),
            Instant.INIT_ENDED: Stamp(begin + milliseconds * MILLISECOND, "event", MILLISECOND),
        }
    )


def test_init_containers_have_a_phase_that_is_no_part_of_the_sandbox():
    phases, before = by_name(with_init_containers(100)), by_name(trial())
    assert phases["initContainers"].nanoseconds == 100 * MILLISECOND
    took = before["sandbox"].nanoseconds - phases["sandbox"].nanoseconds
    assert took == 100 * MILLISECOND
    whole = with_init_containers(100)
    assert explained_nanoseconds(whole) == whole.total_nanoseconds


def test_a_pod_without_init_containers_has_no_such_phase():
    assert "initContainers" not in by_name(trial())


def test_a_missing_end_of_the_init_containers_is_told():
    lost = trial(missing={Instant.INIT_ENDED: "no event reported it"})
    phase = by_name(lost)["initContainers"]
    assert phase.nanoseconds is None
    assert phase.missing_reason == "the instant initContainersStarted is not known"
