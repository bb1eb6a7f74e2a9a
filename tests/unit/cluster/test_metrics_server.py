import json
from dataclasses import replace

import pytest
import yaml

from cluster import metrics
from cluster.images import Images
from cluster.metrics import OVERLAY, SourceMetrics, UpstreamMetrics, render
from cluster.node import Node
from cluster.programs import Builder
from cluster.shell import Shell
from cluster.source import SourceParts
from cluster.upstream import UpstreamParts

RENDER = 'cat "$2/upstream/kustomization.yaml"'


@pytest.fixture
def seconds():
    """The durations that the server is started with, by flag."""
    patch = yaml.safe_load((OVERLAY / "deployment.yaml").read_text())
    [container] = patch["spec"]["template"]["spec"]["containers"]
    flags = dict(flag.split("=") for flag in container["args"] if "=" in flag)
    return {flag: int(text[:-1]) for flag, text in flags.items() if text.endswith("s")}


def test_a_reading_is_waited_for_less_than_the_server_allows(seconds):
    resolution, timeout = seconds["--metric-resolution"], seconds["--kubelet-request-timeout"]
    assert resolution >= 10
    assert timeout <= 0.9 * resolution


def test_a_modules_folder_is_reached_by_a_relative_path(shell, program, tmp_path):
    program("kubectl", RENDER)
    layer = json.loads(render(shell, tmp_path / "base", {"images": []}))
    [resource] = layer["resources"]
    assert resource.startswith("../")
    assert resource.endswith("/base")
    assert layer["images"] == []


def test_a_released_manifest_is_taken_from_its_address(shell, program, settings):
    program("kubectl", RENDER)
    address = "https://example.test/components.yaml"
    assert json.loads(render(shell, address, {})) == {"resources": [address]}
    assert list(settings.builds.iterdir()) == []


def test_another_release_is_installed_anew(settings):
    def key(version):
        versions = {**settings.versions, "METRICS_SERVER_VERSION": version}
        shell = Shell(replace(settings, versions=versions))
        images = Images(shell)
        return UpstreamMetrics(Node(shell, images), UpstreamParts(shell, images)).key()

    assert key("0.8.0") == key("0.8.0") != key("0.8.1")


def test_what_is_built_anew_is_installed_anew_without_a_build_to_know_it(shell):
    def key(go_version):
        images = Images(shell)
        parts = SourceParts(shell, Builder(shell, go_version), images)
        return SourceMetrics(Node(shell, images), parts).key()

    assert key("go1.26.1") == key("go1.26.1") != key("go1.27.0")


def test_no_figures_yet_is_a_plain_no(shell, program):
    program("kubectl", "echo 'error: metrics not available yet' >&2; exit 1")
    assert not metrics.answers(shell)
