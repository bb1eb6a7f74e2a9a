import pytest
from modelbench.api.reasons import Reason, advise
from modelbench.pods.diagnosis import diagnose_pod, refusal_reason


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


def clashing(*, crashed, words, proxied=True):
    """A pod of which one container crashes at each start with these last words."""
    names = ["user-container", *(["queue-proxy"] if proxied else [])]
    ended = {"terminated": {"exitCode": 1, "reason": "Error", "message": words}}
    states = {name: {"name": name, "state": {"running": {}}} for name in names} | {
        crashed: {
            "name": crashed,
            "state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": ended,
        }
    }
    return {"metadata": {"name": "p"}, "status": {"containerStatuses": list(states.values())}}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"crashed": "queue-proxy", "words": ""}, True),
        (
            {"crashed": "user-container", "words": "OSError: [Errno 98] Address already in use"},
            True,
        ),
        ({"crashed": "user-container", "words": "no such file"}, False),
        ({"crashed": "user-container", "words": "address already in use", "proxied": False}, False),
    ],
)
def test_a_port_that_queue_proxy_needs_is_named(changes, is_told):
    error = diagnose_pod(clashing(**changes))
    assert error.reason is Reason.CONTAINER_CRASHED
    text = advise(error.reason, error.message, error.advice)
    assert ("8008, 8012, 8013, 8022, 8112, 9090, 9091" in text) is is_told
    assert ("Run the image by hand" in text) is not is_told


def test_a_quota_on_what_not_every_container_has_asks_for_a_limit_range():
    message = "pods is forbidden: failed quota: team: must specify limits.cpu for: runner"
    reason = refusal_reason(message)
    assert reason is Reason.QUOTA_EXCEEDED
    assert "add a LimitRange with defaults" in advise(reason, message)
    exceeded = "exceeded quota: small, requested: pods=1"
    assert "Raise the namespace's quota" in advise(refusal_reason(exceeded), exceeded)
    assert refusal_reason("spec.containers: Required value") is Reason.RESOURCES_REJECTED


def failing(name, *, starting=False, restart=None, reason="ImagePullBackOff", message="why"):
    """A pod of which one container beside the model does not start."""
    wrong = {"name": name, "state": {"waiting": {"reason": reason, "message": message}}}
    model = {"name": "model", "state": {"running": {}}}
    statuses = {"containerStatuses": [model] if starting else [model, wrong]}
    if starting:
        statuses["initContainerStatuses"] = [wrong]
    init = [{"name": name, **({"restartPolicy": restart} if restart else {})}] if starting else []
    return {"metadata": {"name": "p"}, "spec": {"initContainers": init}, "status": statuses}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "fetch", "starting": True}, "init container fetch"),
        ({"name": "proxy", "starting": True, "restart": "Always"}, "sidecar proxy"),
        ({"name": "cache"}, "sidecar cache"),
    ],
)
def test_a_container_beside_the_model_is_named_with_what_it_is(changes, words):
    error = diagnose_pod(failing(**changes))
    assert f"{words} of pod p cannot start" in error.message
    assert error.advice == f"Check the {words} in spec.model.template"


def test_queue_proxy_is_no_sidecar_of_the_users():
    assert "container queue-proxy" in diagnose_pod(failing("queue-proxy")).message


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ('secret "hub" not found', "Create the Secret hub"),
        ('configmap "a.b" not found', "Create the ConfigMap a.b"),
        ("couldn't find key token in Secret n/hub", "Add the key token to the Secret hub"),
        ("couldn't find key a in ConfigMap n/b", "Add the key a to the ConfigMap b"),
    ],
)
def test_what_a_container_refers_to_and_is_not_there_is_named(words, advice):
    waiting = {"waiting": {"reason": "CreateContainerConfigError", "message": words}}
    error = diagnose_pod(pod(waiting))
    assert error.reason is Reason.CONTAINER_CONFIG_INVALID
    assert advice in advise(error.reason, error.message, error.advice)


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (
            "0/1 nodes are available: 1 Insufficient example.com/gpu. preemption: 0/1",
            "No node has enough example.com/gpu left",
        ),
        ("0/2 nodes are available: 2 Insufficient cpu.", "lower spec.model.resources"),
        ("pod has unbound immediate PersistentVolumeClaims.", "are not bound"),
        ('persistentvolumeclaim "weights" not found', "Create the PersistentVolumeClaim weights"),
    ],
)
def test_what_no_node_offers_is_named(words, advice):
    condition = {"type": "PodScheduled", "reason": "Unschedulable", "message": words}
    error = diagnose_pod(pod({"waiting": {}}, conditions=[condition]))
    assert error.reason is Reason.UNSCHEDULABLE
    assert advice in advise(error.reason, error.message, error.advice)
