import shutil

import pytest

from cluster import programs
from cluster.images import Images
from cluster.programs import Builder
from cluster.settings import Settings
from cluster.shell import Shell
from cluster.source import SourceParts

GROUPS = (
    programs.kubernetes("1.34.4"),
    programs.kubectl("1.34.4"),
    programs.helm("3.19.5", "1.34.4"),
    programs.ETCD,
    programs.COREDNS,
    programs.KIND,
    programs.CONTOUR,
    programs.LOCAL,
    programs.SERVING,
    programs.INGRESS,
    programs.METRICS,
    programs.LOAD,
    programs.STREAMING_MODEL,
)


@pytest.fixture
def modules(tmp_path, monkeypatch):
    folder = shutil.copytree(programs.MODULES, tmp_path / "modules")
    monkeypatch.setattr(programs, "MODULES", folder)
    return folder


def keys(shell, go_version="go1.26.1"):
    builder = Builder(shell, go_version)
    return {group.name: builder.key(group) for group in GROUPS}


def node_image(settings, **changed):
    versions = {**settings.versions, **changed}
    shell = Shell(Settings(settings.home, settings.name, settings.source, versions))
    return SourceParts(shell, Builder(shell, "go1.26.1"), Images(shell)).node_image()


@pytest.mark.parametrize(
    ("folder", "built_anew"),
    [
        ("contour", {"contour"}),
        ("knative-serving", {"knative-serving"}),
        ("kubernetes", {"kubernetes", "kubectl"}),
        ("etcd", {"etcd"}),
        ("helm", {"helm"}),
        ("metrics-server", {"metrics-server"}),
    ],
)
def test_a_changed_pin_rebuilds_only_its_own_programs(modules, shell, folder, built_anew):
    before = keys(shell)
    with (modules / folder / "go.sum").open("a") as file:
        file.write("example.test v1.0.0 h1:x\n")
    after = keys(shell)
    assert {name for name in before if before[name] != after[name]} == built_anew


def test_another_go_rebuilds_every_program(shell):
    before, after = keys(shell), keys(shell, "go1.27.0")
    assert not set(before.values()) & set(after.values())


def test_every_group_has_a_folder_of_its_own(shell):
    assert len(set(keys(shell).values())) == len(GROUPS)


@pytest.mark.parametrize("pin", ["KUBERNETES_VERSION", "COREDNS_VERSION", "PAUSE_IMAGE_TAG"])
def test_a_pin_of_the_control_plane_changes_the_node_image(settings, pin):
    assert node_image(settings, **{pin: "1.99.9"}) != node_image(settings)


@pytest.mark.parametrize(
    "pin",
    [
        "KNATIVE_VERSION",
        "ENVOY_VERSION",
        "METRICS_SERVER_VERSION",
        "HELM_VERSION",
        "MODELBENCH_VERSION",
    ],
)
def test_a_pin_of_what_runs_on_the_cluster_leaves_the_node_image(settings, pin):
    assert node_image(settings, **{pin: "1.99.9"}) == node_image(settings)


def test_a_binary_says_the_version_it_was_built_from():
    flags = programs.kubernetes_linker_flags("1.34.4")
    assert "-X k8s.io/component-base/version.gitVersion=v1.34.4" in flags
    assert "-X k8s.io/client-go/pkg/version.gitMinor=34" in flags


def test_helm_renders_for_the_kubernetes_that_is_built():
    flags = programs.helm("3.19.5", "1.34.4").linker_flags
    assert "-X helm.sh/helm/v3/internal/version.version=v3.19.5" in flags
    assert "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34" in flags
