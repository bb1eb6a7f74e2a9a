import pytest
from modelbench.api.conditions import (
    SUCCEEDED,
    SUSPENDED,
    ConditionUpdate,
    find_condition,
    is_finished,
    is_measured_type,
    measured_type,
    set_condition,
)
from modelbench.api.reasons import Reason, advise


def put(conditions, status, reason=Reason.MEASURING, now="2026-01-01T00:00:00Z", type_=SUCCEEDED):
    update = ConditionUpdate(type_, status, reason, "m")
    order = (SUCCEEDED, SUSPENDED)
    return set_condition(conditions, update, generation=1, now=now, order=order)


def test_the_transition_time_moves_only_with_the_status():
    first = put((), None)
    second = put(first, None, Reason.QUEUED, now="2026-01-01T00:00:05Z")
    third = put(second, True, Reason.COMPLETED, now="2026-01-01T00:00:09Z")
    assert second[0].last_transition_time == "2026-01-01T00:00:00Z"
    assert second[0].reason is Reason.QUEUED
    assert third[0].last_transition_time == "2026-01-01T00:00:09Z"


def test_setting_one_condition_leaves_the_others_and_keeps_the_order():
    both = put(put((), False, type_=SUSPENDED), None)
    assert [condition.type for condition in both] == ["Succeeded", "Suspended"]


def test_a_type_that_the_order_lacks_comes_last():
    found = put(put(put((), False, type_="Other"), False, type_=SUSPENDED), None)
    assert [condition.type for condition in found] == ["Succeeded", "Suspended", "Other"]


def test_finished_is_a_known_summary():
    assert not is_finished(())
    assert not is_finished(put((), None))
    assert is_finished(put((), True))
    assert is_finished(put((), False))
    assert find_condition((), SUCCEEDED) is None


@pytest.mark.parametrize(
    ("variant", "scenario", "type_"),
    [
        ("serverless", "coldStart", "ServerlessColdStartMeasured"),
        ("containerized", "steady", "ContainerizedSteadyMeasured"),
        ("kept-warm-2", "autoscale", "KeptWarm2AutoscaleMeasured"),
    ],
)
def test_each_scenario_has_a_condition_on_each_variant(variant, scenario, type_):
    assert measured_type(variant, scenario) == type_
    assert is_measured_type(type_)
    assert not is_measured_type(SUCCEEDED)


def test_a_message_tells_what_to_do():
    assert advise(Reason.QUOTA_EXCEEDED, "pods: 1.").startswith("pods: 1. Raise the namespace")
    assert advise(Reason.COMPLETED, "done") == "done"
