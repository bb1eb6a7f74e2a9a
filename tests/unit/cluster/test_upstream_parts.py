import pytest

from cluster.images import Images
from cluster.upstream import UpstreamParts


@pytest.fixture
def parts(shell):
    return UpstreamParts(shell, Images(shell))


def test_every_manifest_is_of_a_pinned_release(parts, settings):
    definitions, serving, ingress = parts.manifest_addresses()
    release = f"/knative/serving/releases/download/knative-v{settings.versions['KNATIVE_VERSION']}/"
    assert release in definitions
    assert release in serving
    kourier = settings.versions["UPSTREAM_KOURIER_VERSION"]
    assert f"/net-kourier/releases/download/knative-v{kourier}/" in ingress
    metrics = settings.versions["METRICS_SERVER_VERSION"]
    assert f"/metrics-server/releases/download/v{metrics}/" in parts.metrics_address()


def test_no_address_moves_with_time(parts):
    for address in (*parts.manifest_addresses(), parts.metrics_address()):
        assert address.startswith("https://")
        assert "latest" not in address
    assert "@sha256:" in parts.node_image()


def test_a_node_image_that_is_here_needs_no_registry(parts, program):
    program("docker", 'case "$1" in image) echo sha256:1;; *) exit 1;; esac')
    assert parts.reachable()
    assert parts.ensure_node_image() == parts.node_image()


def test_no_registry_is_a_plain_no(parts, program):
    program("docker", "exit 1")
    assert not parts.reachable()


def test_the_python_base_is_pulled_before_anything_is_keyed_by_its_id(parts, program, settings):
    calls = settings.home / "calls"
    program("docker", f'echo "$*" >>{calls}; case "$1" in image) exit 1;; esac')
    image = parts.python_image()
    assert f"pull --quiet {image}" in calls.read_text().splitlines()
