"""Which image the pods ran, and that those ran the same of which the same was asked."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.status import Environment, Findings, VariantStatus
from modelbench.api.variants import variants_of
from modelbench.instruments.stamps import model_container_name, model_image
from modelbench.kube.watch import Seen
from modelbench.runner import circumstances
from modelbench.runner.circumstances import Circumstances

from tests.unit.made.sessions import WARM
from tests.unit.made.specs import spec

OLD, NEW = (f"r.example/x@sha256:{letter * 64}" for letter in "ab")
OTHER = {"name": "other", "containerized": {}, "model": {"image": "r.example/x:2"}}


def pod(**images):
    """A pod of these containers, in their order, each with the id of its image."""
    names = {name: name.replace("_", "-") for name in images}
    statuses = [{"name": names[name], "imageID": image} for name, image in images.items()]
    containers = [{"name": name} for name in names.values()]
    document = {"spec": {"containers": containers}, "status": {"containerStatuses": statuses}}
    return Seen(document, 0)


def noted(*variants, **pods):
    """The circumstances of variants with these pods."""
    asked = spec(variants=list(variants))
    found = Circumstances(variants_of(asked), asked)
    found.note_images(SimpleNamespace(pods=lambda name: pods.get(name, [])))
    return found


def added(found, *names):
    statuses = tuple(VariantStatus(name=name, mode="Serverless") for name in names)
    return found.add_to(Findings(environment=Environment(nodes=1), variants=statuses))


def test_a_mesh_that_puts_its_proxy_first_is_not_taken_for_the_model():
    serverless = pod(istio_proxy="mesh", queue_proxy="queue", user_container=NEW)
    fixed = pod(istio_proxy="mesh", model=NEW)
    assert model_container_name(serverless) == "user-container"
    assert model_container_name(fixed) == "model"
    assert (model_image(serverless), model_image(fixed)) == (NEW, NEW)


def test_the_only_container_is_the_model_whatever_its_name():
    assert model_container_name(pod(app=NEW)) == "app"


def test_an_image_that_is_not_there_yet_has_no_id():
    assert model_image(pod(model="")) is None
    assert model_image(Seen({**pod(model=NEW).object, "status": {}}, 0)) is None


def test_variants_that_run_different_images_are_not_compared():
    """Knative resolves a tag to today's digest; a Deployment may run what the node has."""
    with pytest.raises(BenchmarkError, match="imagePullPolicy to Always") as caught:
        noted(serverless=[pod(user_container=NEW)], containerized=[pod(model=OLD)])
    assert caught.value.reason is Reason.IMAGE_PULL_FAILED
    assert OLD.partition("@")[2] in caught.value.message


def test_a_variant_may_have_an_image_of_its_own():
    pods = {"serverless": [pod(user_container=NEW)], "other": [pod(model=OLD)]}
    serverless, other = added(noted(OTHER, **pods), "serverless", "other").variants
    assert (serverless.image_digest, other.image_digest) == (NEW, OLD)


def test_the_image_of_a_variant_is_told_with_it_where_a_node_has_reported_one():
    fixed = [pod(model=NEW), pod(model="")]
    found = added(noted(containerized=fixed), "serverless", "containerized").variants
    assert [one.image_digest for one in found] == [None, NEW]


def test_settings_of_an_autoscaler_are_those_of_each_serverless_variant(monkeypatch):
    monkeypatch.setattr(circumstances, "cpu_model", lambda: "EPYC")
    ours = noted(WARM)
    ours.note_settings()
    ours.note_lanes(3)
    found = added(ours, "serverless", "containerized", "warm")
    serverless, containerized, warm = (variant.settings for variant in found.variants)
    assert serverless["autoscaling.knative.dev/min-scale"] == "0"
    assert warm["autoscaling.knative.dev/min-scale"] == "1"
    assert serverless["timeoutSeconds"] == "60"
    assert containerized == {}
    environment = found.environment
    assert (environment.nodes, environment.lanes, environment.node_cpu_model) == (1, 3, "EPYC")


def test_the_model_of_a_template_is_that_called_so_beside_any_other():
    assert model_container_name(pod(user_container="cache", model=NEW)) == "model"


def test_what_is_unlike_a_plain_pod_is_told_of_each_variant():
    asked = spec()
    found = Circumstances(variants_of(asked), asked)
    found.note_settings()
    serverless, fixed = added(found, "serverless", "containerized").variants
    assert any(one.startswith("visibility") for one in serverless.deviations)
    assert any(one.startswith("env: PORT") for one in fixed.deviations)
