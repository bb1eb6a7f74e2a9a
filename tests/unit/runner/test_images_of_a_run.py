"""Which image the pods ran, and that both paths ran the same."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.spec import parse_spec
from modelbench.instruments.stamps import model_container_name, model_image
from modelbench.kube.watch import Seen
from modelbench.runner.run import Run

from tests.unit.controller.memory_api import benchmark

OLD, NEW = (f"r.example/x@sha256:{letter * 64}" for letter in "ab")


def pod(**images):
    """A pod of these containers, in their order, each with the id of its image."""
    names = {name: name.replace("_", "-") for name in images}
    statuses = [{"name": names[name], "imageID": image} for name, image in images.items()]
    containers = [{"name": name} for name in names.values()]
    document = {"spec": {"containers": containers}, "status": {"containerStatuses": statuses}}
    return Seen(document, 0)


def run(**pods):
    made = Run(None, Names("n", "b"), parse_spec(benchmark()["spec"]), "uid")
    observer = SimpleNamespace(pods=lambda path: pods.get(path, []))
    made._context = replace(made._context, observer=observer)
    return made


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


def test_paths_that_run_different_images_are_not_compared():
    """Knative resolves a tag to today's digest; a Deployment may run what the node has."""
    different = run(serverless=[pod(user_container=NEW)], containerized=[pod(model=OLD)])
    with pytest.raises(BenchmarkError, match="imagePullPolicy to Always") as caught:
        different._note_images()
    assert caught.value.reason is Reason.IMAGE_PULL_FAILED
    assert OLD.partition("@")[2] in caught.value.message


def test_the_image_of_both_paths_is_in_the_environment():
    same = run(serverless=[pod(user_container=NEW)], containerized=[pod(model=NEW), pod(model="")])
    same._note_images()
    assert same._environment["imageDigest"] == NEW
