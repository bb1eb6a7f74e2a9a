from modelbench.api.conditions import ConditionType, find_condition, is_finished, set_condition
from modelbench.api.reasons import Reason, advise


def put(conditions, status, reason=Reason.MEASURING, now="2026-01-01T00:00:00Z"):
    return set_condition(
        conditions, ConditionType.SUCCEEDED, status, reason, "m", generation=1, now=now
    )


def test_the_transition_time_moves_only_with_the_status():
    first = put([], None)
    second = put(first, None, Reason.QUEUED, now="2026-01-01T00:00:05Z")
    third = put(second, True, Reason.COMPLETED, now="2026-01-01T00:00:09Z")
    assert second[0]["lastTransitionTime"] == "2026-01-01T00:00:00Z"
    assert second[0]["reason"] == "Queued"
    assert third[0]["lastTransitionTime"] == "2026-01-01T00:00:09Z"


def test_setting_one_condition_leaves_the_others():
    both = set_condition(
        put([], None),
        ConditionType.SUSPENDED,
        False,
        Reason.NOT_SUSPENDED,
        "m",
        generation=1,
        now="t",
    )
    assert [c["type"] for c in both] == ["Succeeded", "Suspended"]


def test_finished_is_a_known_summary():
    assert not is_finished({})
    assert not is_finished({"conditions": put([], None)})
    assert is_finished({"conditions": put([], True)})
    assert is_finished({"conditions": put([], False)})
    assert find_condition({}, ConditionType.SUCCEEDED) == {}


def test_a_message_tells_what_to_do():
    assert advise(Reason.QUOTA_EXCEEDED, "pods: 1.").startswith("pods: 1. Raise the namespace")
    assert advise(Reason.COMPLETED, "done") == "done"
