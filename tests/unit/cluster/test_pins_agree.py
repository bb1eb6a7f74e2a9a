import re

import pytest
from modelbench import __version__

from cluster.programs import LOAD, MODULES
from cluster.settings import REPOSITORY, parse_versions

VERSIONS = parse_versions((REPOSITORY / "versions.env").read_text())
PINNED_TWICE = {
    "KUBERNETES_VERSION": ("kubernetes", "k8s.io/kubernetes"),
    "ETCD_VERSION": ("etcd", "go.etcd.io/etcd/server/v3"),
    "COREDNS_VERSION": ("coredns", "github.com/coredns/coredns"),
    "KIND_VERSION": ("kind", "sigs.k8s.io/kind"),
    "KNATIVE_SERVING_MODULE_VERSION": ("knative-serving", "knative.dev/serving"),
    "NET_GATEWAY_API_MODULE_VERSION": ("knative-ingress", "knative.dev/net-gateway-api"),
    "CONTOUR_VERSION": ("contour", "github.com/projectcontour/contour"),
    "METRICS_SERVER_VERSION": ("metrics-server", "sigs.k8s.io/metrics-server"),
    "HELM_VERSION": ("helm", "helm.sh/helm/v3"),
    "PROMETHEUS_MODULE_VERSION": ("prometheus", "github.com/prometheus/prometheus"),
    "CYCLONEDX_GOMOD_VERSION": ("cyclonedx-gomod", "github.com/CycloneDX/cyclonedx-gomod"),
    "VEGETA_VERSION": ("load", "github.com/tsenart/vegeta/v12"),
}
FOLDERS = {path.name: path for path in [*MODULES.iterdir(), LOAD.folder]}


def module_file(folder):
    return (FOLDERS[folder] / "go.mod").read_text()


def minor(version):
    return tuple(int(part) for part in version.split(".")[:2])


@pytest.mark.parametrize("key", PINNED_TWICE)
def test_a_go_module_is_pinned_as_versions_env_says(key):
    folder, module = PINNED_TWICE[key]
    found = re.findall(rf"(?m)^(?:require)?\s+{re.escape(module)} v(\S+)", module_file(folder))
    assert found == [VERSIONS[key]]


def test_no_module_file_is_left_out_of_the_comparison():
    assert {folder for folder, _ in PINNED_TWICE.values()} | {"local"} == set(FOLDERS)


def test_kubernetes_own_libraries_are_of_its_release():
    replaced = re.findall(r"=> k8s\.io/\S+ v(\S+)", module_file("kubernetes"))
    assert set(replaced) == {VERSIONS["KUBERNETES_VERSION"].replace("1.", "0.", 1)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_go_that_is_asked_for_can_build_every_module(folder):
    needed = re.search(r"(?m)^go (\S+)$", module_file(folder))[1]
    assert minor(needed) <= minor(VERSIONS["GO_MINIMUM_VERSION"])


def test_knatives_manifests_are_of_the_release_that_is_built():
    major, release, patch = VERSIONS["KNATIVE_VERSION"].split(".")
    # Knative 1.0 was the modules' 0.27.
    built = f"{int(major) - 1}.{int(release) + 27}.{patch}"
    assert VERSIONS["KNATIVE_SERVING_MODULE_VERSION"] == built
    assert VERSIONS["KNATIVE_OPERATOR_MODULE_VERSION"] == built


def test_etcds_image_is_of_the_etcd_that_is_built():
    assert VERSIONS["ETCD_IMAGE_TAG"].startswith(f"{VERSIONS['ETCD_VERSION']}-")


def test_both_sources_give_the_same_releases():
    node = re.fullmatch(
        r"kindest/node:v([\d.]+)@sha256:[0-9a-f]{64}", VERSIONS["UPSTREAM_NODE_IMAGE"]
    )
    assert minor(node[1]) == minor(VERSIONS["KUBERNETES_VERSION"])
    assert minor(VERSIONS["UPSTREAM_KOURIER_VERSION"]) == minor(VERSIONS["KNATIVE_VERSION"])
    python, suite = VERSIONS["PYTHON_VERSION"], VERSIONS["DEBIAN_SUITE"]
    assert VERSIONS["UPSTREAM_PYTHON_IMAGE"].startswith(f"python:{python}-slim-{suite}")


def test_prometheus_is_of_the_same_release_from_both_sources():
    found = re.fullmatch(
        r"prom/prometheus:v(\d+)\.(\d+)\.(\d+)", VERSIONS["UPSTREAM_PROMETHEUS_IMAGE"]
    )
    # Prometheus 3.5 was the module's 0.305.
    module = f"0.{found[1]}{int(found[2]):02}.{found[3]}"
    assert VERSIONS["PROMETHEUS_MODULE_VERSION"] == module


def test_the_operators_image_has_the_packages_version():
    assert VERSIONS["MODELBENCH_VERSION"] == __version__
