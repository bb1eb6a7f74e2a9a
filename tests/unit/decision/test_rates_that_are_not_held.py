"""One request after the other in 0.2 s, at 1, 3 and 8 a second, for a traffic of 6 a second."""

from modelbench.api.choices import Objective
from modelbench.api.decision_status import INCONCLUSIVE, Effect, Verdict
from modelbench.api.scenarios.parts import ScaleChange
from modelbench.decision.conclusions import conclude
from modelbench.decision.measured_values import MeasuredValues
from modelbench.decision.objectives import judge
from modelbench.forecast.measured_variants import measured_variants
from modelbench.scenarios.findings import condition_updates, find
from msgspec.structs import replace

from tests.unit.made.attacks import one_at_a_time
from tests.unit.made.decisions import TWO_REPLICAS, samples, spec

RATES = (1, 3, 8)
SERVERS = {"serverless": 3, "containerized": 1, "two-replicas": 2}
NAMES = ("serverless", "containerized")
STEADY = {"ratesPerSecond": list(RATES), "durationSeconds": 10, "rounds": 6}


def asked(rate=6, **changes):
    traffic = [{"name": "busy", "requestsPerSecond": rate}]
    scenarios = {"coldStart": {}, "steady": STEADY}
    return spec(traffic=traffic, scenarios=scenarios, **changes)


def measured(names=NAMES, rates=RATES, **fields):
    segments = (
        one_at_a_time(rate, servers=SERVERS[name], variant=name, round=number, **fields)
        for name in names
        for rate in rates
        for number in range(1, 7)
    )
    return samples(variants=names, segments=tuple(segments))


def recommended(rate=6, found=None, **changes):
    wanted, found = asked(rate, **changes), found or measured()
    findings = find(found, wanted)
    updates = condition_updates(found, wanted, findings, ("steady",))
    concluded, _ = conclude(findings, updates, found, wanted)
    return concluded.recommendation[0]


def of(told, name):
    (evidence,) = [one for one in told.evidence if one.metric == f"{name}.steady"]
    return evidence


def test_what_cannot_keep_up_is_ruled_out_however_cheap_it_is():
    told = recommended()
    assert told.choice == "serverless"
    evidence = of(told, "containerized")
    assert evidence.effect is Effect.RULES_OUT
    assert evidence.message == (
        "the peak is 6/s, and 3/s is the highest rate it sustained: "
        "at 8/s its queue grew by 3 requests a second"
    )


def test_a_second_replica_is_weighed_fairly():
    names = (*NAMES, "two-replicas")
    told = recommended(found=measured(names), variants=[TWO_REPLICAS])
    assert of(told, "containerized").effect is Effect.RULES_OUT
    assert not [one for one in told.evidence if one.metric == "two-replicas.steady"]


def test_a_peak_between_what_was_held_and_what_is_too_much_is_open():
    told = recommended(rate=4)
    assert told.choice == INCONCLUSIVE
    assert of(told, "containerized").effect is Effect.LEAVES_OPEN


def test_a_rate_that_was_held_carries_a_recommendation():
    metric = "containerized.users.p99"
    allowed = {"metric": metric, "traffic": "busy", "maximumMilliseconds": 5000}
    assert recommended(rate=3, objectives=[allowed]).choice == "containerized"
    assert recommended(rate=3).choice == "containerized"


def test_a_rate_that_fails_rules_a_peak_out_only_from_there_on():
    """Fewer requests may be answered better: only a growing queue tells the capacity."""
    broken = (
        replace(one, failures={"status 503": 40}, backlog_at_end=0) if is_overloaded(one) else one
        for one in measured().segments
    )
    found = replace(measured(), segments=tuple(broken))
    assert of(recommended(6, found), "containerized").effect is Effect.LEAVES_OPEN
    evidence = of(recommended(8, found), "containerized")
    assert evidence.effect is Effect.RULES_OUT
    assert evidence.message.endswith("at 8/s 50.0% of the requests failed")


def is_overloaded(segment):
    return (segment.variant, segment.rate) == ("containerized", 8)


def test_more_pods_than_are_paid_for_say_nothing_of_the_capacity_of_those():
    grown = measured(scale=(ScaleChange(0, 3, 3),))
    (_, containerized) = measured_variants(grown, asked())
    assert containerized.overload.beyond == 8
    (_, containerized) = measured_variants(measured(), asked())
    assert 5 < containerized.overload.beyond < 5.5


def test_what_a_replica_answered_tells_the_capacity_of_a_service_s_pod():
    """It is the same model; a rate that failed otherwise tells nothing of either."""
    for one in measured_variants(measured(), asked()):
        assert 5 < one.pod_capacity < 5.5
    grown = measured(scale=(ScaleChange(0, 3, 3),))
    assert [one.pod_capacity for one in measured_variants(grown, asked())] == [None, None]


def test_an_objective_on_a_rate_that_is_not_held_is_met_by_no_latency():
    """Its queue would have gone on growing: what was measured is the least."""
    found, wanted = measured(), asked()
    values = MeasuredValues(found, wanted, [])

    def verdict(maximum):
        metric = "containerized.steady.p50"
        objective = Objective(metric, rate_per_second=8, maximum_milliseconds=maximum)
        return judge([objective], values, None)[0]

    assert verdict(60_000).verdict is Verdict.INCONCLUSIVE
    assert "was not sustained: its queue grew" in verdict(60_000).message
    assert verdict(100).verdict is Verdict.FAILURE


def test_a_service_s_own_queue_tells_its_capacity_where_no_replica_does():
    """No containerized variant that had a queue: 8/s on one pod that answers 5/s."""
    queued = (
        one_at_a_time(8, servers=1, variant="serverless", round=number, scale=scale)
        for number, scale in enumerate([(ScaleChange(0, 1, 1),)] * 6, 1)
    )
    alone = samples(variants=("serverless",), segments=tuple(queued))
    serverless, containerized = measured_variants(alone, asked())
    assert 4.5 < serverless.pod_capacity < 5.5
    assert containerized.pod_capacity == serverless.pod_capacity


def test_a_capacity_that_no_queue_told_is_said_to_be_unknown():
    """Pods that came late count for the part of the time in which they were ready."""
    told = recommended(rate=4, found=measured(rates=(1, 3)))
    assert "a pod's capacity is unknown" in of(told, "serverless").message
