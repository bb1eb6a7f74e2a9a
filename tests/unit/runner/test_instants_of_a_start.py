from modelbench.instruments.evidence import collect

from tests.unit.runner.observed import EVENTS, MILLISECOND, SENT, attempt, context, event, pod


def stamps(events=EVENTS, **response):
    pods = [pod(30)]
    trial = collect(context(pods, events), pods, attempt(**response)).trial
    after = {name: (s.nanoseconds - SENT) / MILLISECOND for name, s in trial.stamps.items()}
    return trial, after


def test_instants_are_the_nanoseconds_of_the_events_of_the_models_container():
    _, after = stamps()
    assert after["podScheduled"] == 20
    assert after["imageReady"] == 400
    assert after["containerStarted"] == 500


def test_the_arrival_of_the_watch_event_stands_in_for_a_creation_that_no_event_tells():
    trial, after = stamps()
    assert after["podCreated"] == 30
    assert "arrival" in trial.stamps["podCreated"].source
    assert trial.stamps["podCreated"].precision_nanoseconds == 20 * MILLISECOND


def test_an_event_that_is_missing_leaves_its_instant_out_with_a_reason():
    trial, after = stamps([e for e in EVENTS if e.object["reason"] != "Pulled"])
    assert "imageReady" not in after
    assert "no event" in trial.missing["imageReady"]
    assert trial.image_pull_nanoseconds is None


def test_a_repeated_event_tells_no_instant():
    repeated = event("Scheduled", 20)
    repeated.object["count"] = 2
    _, after = stamps([repeated, *EVENTS[1:]])
    assert "podScheduled" not in after


def test_an_image_without_the_header_has_no_instants_of_its_own():
    trial, after = stamps()
    assert "modelLoaded" not in after
    assert trial.missing["modelLoaded"] == "the image does not report it"


def test_the_clock_offset_lies_between_cause_and_arrival_of_the_events():
    pods = [pod(30)]
    evidence = collect(context(pods), pods, attempt())
    assert evidence.clock_offset == (-20 * MILLISECOND, 5 * MILLISECOND)


def init_event(reason, after_milliseconds, name):
    made = event(reason, after_milliseconds, name)
    made.object["involvedObject"]["fieldPath"] = f"spec.initContainers{{{name}}}"
    return made


def of_a_pod_with_init_containers(events):
    pods = [pod(30)]
    pods[0].object["spec"]["initContainers"] = [{"name": "fetch"}, {"name": "unpack"}]
    trial = collect(context(pods, events), pods, attempt()).trial
    return trial, {n: (s.nanoseconds - SENT) / MILLISECOND for n, s in trial.stamps.items()}


def test_init_containers_last_from_the_start_of_the_first_to_the_first_word_of_the_others():
    starts = [init_event("Pulled", 100, "fetch"), init_event("Started", 150, "fetch")]
    starts += [init_event("Started", 300, "unpack")]
    _, after = of_a_pod_with_init_containers([EVENTS[0], *starts, *EVENTS[1:]])
    assert after["initContainersStarted"] == 150
    assert after["initContainersEnded"] == 400
    assert after["containerStarted"] == 500


def test_an_init_container_of_which_no_event_tells_is_missing_with_a_reason():
    trial, after = of_a_pod_with_init_containers(EVENTS)
    assert "initContainersStarted" not in after
    assert "no event" in trial.missing["initContainersStarted"]


def test_a_pod_without_init_containers_has_no_instant_of_them():
    trial, after = stamps()
    assert not [name for name in {**after, **trial.missing} if name.startswith("init")]
