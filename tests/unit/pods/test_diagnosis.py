import pytest
from modelbench.api.reasons import Reason
from modelbench.pods.diagnosis import diagnose_pod


def pod(state, *, conditions=(), **container):
    return {
        "metadata": {"name": "p"},
        "status": {
            "conditions": list(conditions),
            "containerStatuses": [{"name": "model", "state": state, **container}],
        },
    }


@pytest.mark.parametrize(
    ("waiting", "reason"),
    [
        ("ImagePullBackOff", Reason.IMAGE_PULL_FAILED),
        ("ErrImageNeverPull", Reason.IMAGE_PULL_FAILED),
        ("InvalidImageName", Reason.IMAGE_PULL_FAILED),
        ("CreateContainerConfigError", Reason.CONTAINER_CONFIG_INVALID),
        ("RunContainerError", Reason.CONTAINER_CONFIG_INVALID),
        ("CrashLoopBackOff", Reason.CONTAINER_CRASHED),
    ],
)
def test_a_state_that_does_not_mend_itself_is_named(waiting, reason):
    error = diagnose_pod(pod({"waiting": {"reason": waiting, "message": "why"}}))
    assert error is not None
    assert error.reason is reason
    assert "container model of pod p" in error.message


@pytest.mark.parametrize("waiting", ["ContainerCreating", "ErrImagePull", "PodInitializing"])
def test_a_state_that_may_pass_is_waited_out(waiting):
    assert diagnose_pod(pod({"waiting": {"reason": waiting}})) is None


def test_a_crash_is_told_with_its_code_and_its_last_words():
    terminated = {"exitCode": 3, "reason": "Error", "message": "model.bin is missing\n"}
    crashed = pod(
        {"waiting": {"reason": "CrashLoopBackOff"}},
        lastState={"terminated": terminated},
        restartCount=2,
    )
    message = diagnose_pod(crashed).message
    assert "code 3" in message
    assert "model.bin is missing" in message


def test_a_pod_that_fits_no_node_is_named_with_the_schedulers_words():
    condition = {
        "type": "PodScheduled",
        "status": "False",
        "reason": "Unschedulable",
        "message": "0/1 nodes are available: 1 Insufficient cpu.",
    }
    error = diagnose_pod(pod({"waiting": {"reason": ""}}, conditions=[condition]))
    assert error.reason is Reason.UNSCHEDULABLE
    assert "Insufficient cpu" in error.message


def test_a_pod_that_is_being_deleted_is_not_judged():
    dying = pod({"waiting": {"reason": "CrashLoopBackOff"}})
    dying["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert diagnose_pod(dying) is None


def test_a_program_that_never_started_is_a_wrong_command_and_no_crash():
    ended = {"reason": "StartError", "exitCode": 128, "message": "/no/such: no such file"}
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    error = diagnose_pod(pod(waiting, lastState={"terminated": ended}))
    assert error.reason is Reason.CONTAINER_CONFIG_INVALID
    assert "/no/such" in error.message
