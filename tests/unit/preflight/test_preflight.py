"""What a cluster would refuse is known before anything is created."""

import pytest
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.controller.child_manifests import ChildManifests
from modelbench.controller.children import Children
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError
from modelbench.preflight.dry_run import preflight
from modelbench.preflight.refusals import error_of

from tests.unit.controller.memory_api import MemoryApi, parsed

SETTINGS = Settings(runner_image="operator")
KNATIVE = "apis/serving.knative.dev"
PODS = "v1/namespaces/n/pods"
DENIED = 'admission webhook "validation.webhook.serving.knative.dev" denied the request: '
OFF = f"{DENIED}validation failed: must not set the field(s): spec.template.spec."
INSECURE = 'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'


def manifests(**changes):
    return list(ChildManifests(parsed(**changes), SETTINGS).all())


def refusals(**dry_refusals):
    return preflight(MemoryApi(dry_refusals=dry_refusals), manifests())


def pod_of(api, name):
    """The pod that was tried of a workload."""
    return next(
        one
        for one in api.tried
        if one["kind"] == "Pod" and one["metadata"]["name"] == f"{name}-preflight"
    )


def told(found):
    error = error_of(found)
    return error.reason, advise(error.reason, error.message, error.advice)


def test_every_manifest_and_a_pod_of_each_template_is_tried_once():
    api = MemoryApi()
    assert preflight(api, manifests()) == []
    kinds = [one["kind"] for one in api.tried]
    assert kinds[: len(manifests())] == [one["kind"] for one in manifests()]
    pods = [one["metadata"]["name"] for one in api.tried if one["kind"] == "Pod"]
    names = ("serverless", "containerized", "containerized-start", "runner")
    assert pods == [f"b-{name}-preflight" for name in names]
    assert api.writes == []


def test_a_pod_has_the_labels_of_its_workload_s_pods_and_no_account_that_is_not_there_yet():
    api = MemoryApi()
    preflight(api, manifests())
    pod = pod_of(api, "b-runner")
    job = next(one for one in manifests() if one["kind"] == "Job")
    assert pod["metadata"]["labels"] == job["spec"]["template"]["metadata"]["labels"]
    assert "serviceAccountName" not in pod["spec"]


def test_a_serverless_pod_has_queue_proxy_as_knative_is_configured():
    configuration = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "config-deployment", "namespace": "knative-serving"},
        "data": {"queue-sidecar-memory-limit": "64Mi", "queue-sidecar-image": "queue"},
    }
    api = MemoryApi(configuration)
    preflight(api, manifests())
    model, proxy = pod_of(api, "b-serverless")["spec"]["containers"]
    assert (model["name"], proxy["name"], proxy["image"]) == (
        "user-container-0",
        "queue-proxy",
        "queue",
    )
    assert proxy["resources"] == {"requests": {"cpu": "25m"}, "limits": {"memory": "64Mi"}}
    assert "readinessProbe" not in model
    assert not {"containerConcurrency", "timeoutSeconds"} & set(pod_of(api, "b-serverless")["spec"])


def test_features_that_are_off_are_told_with_one_command_for_all():
    error = ApiError(400, f"{OFF}tolerations, spec.template.spec.nodeSelector")
    reason, message = told(refusals(**{KNATIVE: error}))
    assert reason is Reason.FEATURE_DISABLED
    assert "ConfigMap config-features of namespace knative-serving" in message
    assert (
        "kubectl patch configmap/config-features -n knative-serving --type merge -p "
        '\'{"data":{"kubernetes.podspec-nodeselector":"enabled",'
        '"kubernetes.podspec-tolerations":"enabled"}}\''
    ) in message


def test_what_else_is_refused_is_told_beside_a_feature():
    off = ApiError(400, f"{OFF}tolerations")
    found = refusals(**{KNATIVE: off, PODS: ApiError(403, INSECURE)})
    reason, message = told(found)
    assert reason is Reason.FEATURE_DISABLED
    assert INSECURE in message


def test_refusals_of_two_kinds_have_each_its_own_advice():
    words = f"{DENIED}validation failed: expected 0 <= 900 <= 600: spec.template.spec."
    quota = 'pods "p" is forbidden: failed quota: team: must specify limits.cpu for: runner'
    reason, message = told(
        refusals(**{KNATIVE: ApiError(400, f"{words}timeoutSeconds"), PODS: ApiError(403, quota)})
    )
    assert reason is Reason.RESOURCES_REJECTED
    assert message.index("runner. The quota covers") < message.index("timeoutSeconds. Ask for less")
    assert "spec.runner" in message


def test_a_longer_timeout_than_knative_s_bound_is_told_with_the_setting():
    words = f"{DENIED}validation failed: expected 0 <= 3600 <= 600: spec.template.spec."
    reason, message = told(refusals(**{KNATIVE: ApiError(400, f"{words}timeoutSeconds")}))
    assert reason is Reason.RESOURCES_REJECTED
    assert '\'{"data":{"max-revision-timeout-seconds":"3600"}}\'' in message


def test_pod_security_is_told_in_its_own_words_and_once():
    reason, message = told(refusals(**{PODS: ApiError(403, INSECURE)}))
    assert reason is Reason.RESOURCES_REJECTED
    assert message.count(INSECURE) == 1
    assert "pod-security.kubernetes.io/enforce" in message


def test_a_quota_on_what_queue_proxy_lacks_names_the_fields():
    words = 'pods "p" is forbidden: failed quota: team: must specify limits.cpu for: queue-proxy'
    reason, _ = told(refusals(**{PODS: ApiError(403, words)}))
    assert reason is Reason.QUOTA_EXCEEDED


def exceeded(requested, limited):
    words = f"requested: pods=1,requests.cpu={requested}, used: pods=3,requests.cpu=900m"
    words += f", limited: pods=5,requests.cpu={limited}"
    return ApiError(403, f'pods "p" is forbidden: exceeded quota: team, {words}')


def test_a_pod_that_no_quota_will_ever_hold_is_refused():
    reason, message = told(refusals(**{PODS: exceeded("1100m", "1")}))
    assert reason is Reason.QUOTA_EXCEEDED
    assert "exceeded quota: team" in message


def test_a_quota_that_others_use_up_now_is_no_refusal():
    assert refusals(**{PODS: exceeded("500m", "1")}) == []


def test_a_webhook_s_rule_is_not_blamed_on_the_spec():
    words = 'admission webhook "images.example.com" denied the request: unsigned image'
    _, message = told(refusals(**{"deployments": ApiError(403, words)}))
    assert "unsigned image" in message
    assert "Change the spec" not in message


def test_without_knative_that_is_the_reason():
    reason, _ = told(refusals(**{KNATIVE: ApiError(404, "the server could not find it")}))
    assert reason is Reason.KNATIVE_UNAVAILABLE


@pytest.mark.parametrize(
    "error",
    [
        ApiError(400, 'admission webhook "x" does not support dry run'),
        ApiError(403, 'pods is forbidden: User "u" cannot create resource "pods"'),
        ApiError(
            403, 'error looking up service account n/default: serviceaccount "default" not found'
        ),
    ],
)
def test_what_says_nothing_of_a_pod_is_no_refusal(error):
    assert refusals(**{PODS: error}) == []


@pytest.mark.parametrize("status", [0, 429, 500, 503])
@pytest.mark.parametrize("part", [KNATIVE, PODS])
def test_an_api_server_that_is_away_gives_no_verdict(status, part):
    with pytest.raises(ApiError):
        refusals(**{part: ApiError(status, "busy")})


def test_nothing_is_created_when_one_is_refused():
    api = MemoryApi(dry_refusals={PODS: ApiError(403, INSECURE)})
    with pytest.raises(BenchmarkError):
        Children(api, SETTINGS, parsed()).ensure()
    assert api.writes == []


def test_what_is_made_again_in_mid_run_is_not_tried_beside_the_pods_that_run():
    api = MemoryApi()
    children = Children(api, SETTINGS, parsed())
    children.ensure()
    del api.objects["/apis/apps/v1/namespaces/n/deployments/b-containerized"]
    api.tried.clear()
    children.ensure()
    assert api.tried == []
    assert api.created[-1] == "Deployment"


def test_an_api_server_that_has_just_begun_refuses_nothing_for_good():
    begun = ApiError(403, 'services "b" is forbidden: not yet ready to handle request')
    with pytest.raises(ApiError, match="not yet ready"):
        refusals(**{KNATIVE: begun})


def test_a_denial_is_one_whatever_its_words_are():
    denied = ApiError(403, f"{DENIED}the check of its image timed out")
    assert [one.reason for one in refusals(**{KNATIVE: denied})] == [Reason.RESOURCES_REJECTED]
