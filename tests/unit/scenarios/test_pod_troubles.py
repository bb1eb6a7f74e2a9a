from modelbench.api.names import Role
from modelbench.api.pod_samples import PodInterval, PodTrouble
from modelbench.api.samples import Samples
from modelbench.api.status import PodsStatus
from modelbench.forecast.measured_variants import measured_variants
from modelbench.scenarios.findings import condition_updates, find
from modelbench.scenarios.pod_troubles import in_scenario, killed_at, pods_status
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, START, segment
from tests.unit.made.specs import spec

SPEC = spec(scenarios={"steady": {"ratesPerSecond": [2, 20], "rounds": 1}})


def killed(at=0.0, number=1, reason="OOMKilled", container="model", **changes):
    """A trouble that was seen so many seconds after ``START``."""
    seen = START + round(at * SECOND)
    values = {"exit_code": 137, "memory_limit": "96Mi", **changes}
    return PodTrouble(reason, seen, container, number, **values)


def pod(*troubles, variant="serverless", role=Role.MODEL, uid="a"):
    return PodInterval(variant, uid, (), START, START + SECOND, role=role, troubles=troubles)


def steady(rate, begin=0, failed=0, **fields):
    """A segment of 10 s that begins so many seconds after ``START``."""
    failures = [(n, "connection refused") for n in range(failed)]
    found = segment([MILLISECOND] * 10 * rate, rate=rate, failures=failures, **fields)
    return replace(found, started_nanoseconds=START + begin * SECOND)


SEGMENTS = (steady(2), steady(20, begin=60, failed=150))


def measured(*troubles):
    return Samples(segments=SEGMENTS, pods=(pod(*troubles),))


def test_what_befell_the_pods_is_told_with_rate_and_limit():
    samples = measured(killed(62, 1), killed(65, 2), killed(67, 3))
    assert pods_status(samples, "serverless") == PodsStatus(
        summary="OOMKilled at 20/s with 96Mi, 3 times", restarts=3, oom_killed=3, evictions=0
    )
    assert pods_status(samples, "containerized") is None


def test_every_kind_is_told_at_its_rate_and_what_came_without_load_first():
    samples = measured(
        killed(30, 1, reason="Error", exit_code=1),
        killed(3, 2),
        PodTrouble("Evicted", START + 61 * SECOND),
    )
    found = pods_status(samples, "serverless")
    assert found.summary == (
        "container model ended with code 1 (Error) and was restarted; "
        "OOMKilled at 2/s with 96Mi; pod ended by Evicted at 20/s"
    )
    assert (found.restarts, found.oom_killed, found.evictions) == (2, 1, 1)


def test_a_kill_without_a_limit_is_one_of_the_node():
    samples = measured(killed(62, memory_limit=None))
    assert pods_status(samples, "serverless").summary == "OOMKilled at 20/s"


def test_a_run_in_which_nothing_befell_the_pods_says_nothing():
    assert pods_status(measured(), "serverless") is None
    runner = pod(killed(), variant=None, role=Role.RUNNER)
    assert pods_status(Samples(pods=(runner,)), "serverless") is None


def test_it_belongs_to_a_segment_from_its_warm_up_to_its_last_response():
    one = replace(SEGMENTS[1], warm_up_nanoseconds=3 * SECOND)
    times = {at: killed_at([one], [pod(killed(at))]) is not None for at in (50, 58, 65, 72, 80)}
    assert times == {50: False, 58: True, 65: True, 72: True, 80: False}
    assert killed_at([one], [pod(killed(65), variant="containerized")]) is None


def test_a_rate_at_which_containers_are_killed_is_not_held():
    found = find(measured(killed(62)), SPEC).variant("serverless").steady
    assert [rate.held for rate in found.rates] == [True, False]
    reason = found.rates[1].not_held_reason
    assert reason == "OOMKilled with 96Mi; 75.0% of the requests failed"
    alone = Samples(segments=(steady(2),), pods=(pod(killed(5)),))
    (rate,) = find(alone, SPEC).variant("serverless").steady.rates
    assert (rate.failure_percent, rate.held) == ("0.00", False)


def test_it_carries_no_recommendation():
    samples = measured(killed(62))
    (serverless, _) = measured_variants(samples, SPEC)
    assert (serverless.highest_rate, serverless.overload.rate) == (2, 20)
    assert serverless.overload.reason.startswith("OOMKilled with 96Mi")


def test_a_step_of_the_saturation_says_so_too():
    asked = spec(scenarios={"steady": {"saturation": {}}})
    step = steady(20, failed=150, scenario="saturation")
    samples = Samples(segments=(step,), pods=(pod(killed(5)),))
    found = find(samples, asked).variant("serverless").steady.saturation
    assert found.limited_by == "at 20/s: OOMKilled with 96Mi; 75.0% of the requests failed"


def test_the_condition_of_the_scenario_says_so():
    samples = measured(killed(62), killed(30, 2))
    updates = condition_updates(samples, SPEC, find(samples, SPEC), ["steady"])
    message = updates[0].message
    assert message.endswith("not sustained; OOMKilled at 20/s with 96Mi")
    assert in_scenario(samples, "serverless", ["burst"]) is None
