import json

import pytest
import yaml

from cluster.knative import NETWORK
from cluster.manifests import OVERLAY, kustomization
from cluster.programs import INGRESS_NAMES, SERVING_NAMES

PARTS = [
    *(f"knative-serving-{name}" for name in SERVING_NAMES),
    *(f"knative-ingress-{name}" for name in INGRESS_NAMES),
    "contour",
    "envoy",
]
IMAGES = {part: f"dev.local/modelbench/{part}:0123456789ab" for part in PARTS}


@pytest.fixture
def layer():
    return kustomization(IMAGES)


def patch_of(layer, name):
    patches = [json.loads(patch["patch"]) for patch in layer["patches"]]
    return next(patch for patch in patches if patch["metadata"]["name"] == name)


def test_every_image_of_knative_serving_is_the_one_that_was_built(layer):
    renamed = {image["name"]: f"{image['newName']}:{image['newTag']}" for image in layer["images"]}
    for name in SERVING_NAMES:
        upstream = f"gcr.io/knative-releases/knative.dev/serving/cmd/{name}"
        assert renamed[upstream] == IMAGES[f"knative-serving-{name}"]


def test_contour_and_envoy_are_the_ones_that_were_built(layer):
    renamed = {image["newName"] for image in layer["images"]}
    assert renamed >= {"dev.local/modelbench/contour", "dev.local/modelbench/envoy"}


def test_the_sidecar_is_set_where_no_container_names_it(layer):
    queue = IMAGES["knative-serving-queue"]
    assert patch_of(layer, "config-deployment")["data"] == {"queue-sidecar-image": queue}
    assert patch_of(layer, "queue-proxy")["spec"] == {"image": queue}


def test_the_ingress_is_the_one_that_was_built(layer):
    for deployment, container in (("controller", "controller"), ("webhook", "webhook")):
        patch = patch_of(layer, f"net-gateway-api-{deployment}")
        image = IMAGES[f"knative-ingress-{container}"]
        assert patch["spec"]["template"]["spec"]["containers"] == [
            {"name": container, "image": image}
        ]


def test_no_image_resolves_its_tag_at_a_registry(layer):
    # Knative leaves dev.local alone.
    assert all(image["newName"].startswith("dev.local/") for image in layer["images"])


def test_every_part_is_used_in_the_manifests(layer):
    text = json.dumps(layer)
    assert all(image.rpartition(":")[0] in text for image in IMAGES.values())


def test_both_sources_take_no_mesh_for_granted():
    network = yaml.safe_load((OVERLAY / "config-network.yaml").read_text())["data"]
    assert network.keys() == NETWORK.keys()
    assert network["mesh-compatibility-mode"] == NETWORK["mesh-compatibility-mode"] == "disabled"


def test_every_patch_of_the_overlay_is_there():
    overlay = yaml.safe_load((OVERLAY / "kustomization.yaml").read_text())
    assert all((OVERLAY / patch["path"]).is_file() for patch in overlay["patches"])
