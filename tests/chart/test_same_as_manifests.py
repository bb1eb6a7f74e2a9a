"""The chart and manifests/ install the same thing, but for what is listed here."""

import subprocess

import pytest
import yaml
from modelbench.cli.bundle.installation import Choices, installation

from tests.chart.rendering import NAMESPACE, render
from tools.chart import CHART
from tools.kubectl import kubectl

# Helm's own marks.
HELM_LABELS = {
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/version",
    "helm.sh/chart",
}
HELM_ANNOTATIONS = {"helm.sh/resource-policy"}
# A release lives in a namespace that is there already.
ONLY_MANIFESTS = {("Namespace", NAMESPACE)}
# `helm test` makes it, an installation does not.
ONLY_CHART = {("Pod", "modelbench-test")}
CLUSTER_SCOPED = {"ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"}


def of_manifests(folder="manifests"):
    items = yaml.safe_load_all(kubectl("kustomize", folder))
    found = {(item["kind"], item["metadata"]["name"]): item for item in items}
    return {key: item for key, item in found.items() if key not in ONLY_MANIFESTS}


def of_chart():
    return {key: normalised(item) for key, item in render().items() if key not in ONLY_CHART}


def normalised(item):
    """Without Helm's marks, and in the release's namespace, where Helm creates it."""
    metadata = dict(item["metadata"])
    for field, marks in (("labels", HELM_LABELS), ("annotations", HELM_ANNOTATIONS)):
        kept = {key: value for key, value in metadata.pop(field, {}).items() if key not in marks}
        if kept:
            metadata[field] = kept
    if item["kind"] not in CLUSTER_SCOPED:
        metadata["namespace"] = NAMESPACE
    return {**item, "metadata": metadata}


@pytest.fixture(scope="module")
def both():
    return of_manifests(), of_chart()


def test_the_same_objects_are_installed(both):
    manifests, chart = both
    assert sorted(manifests) == sorted(chart)


def test_each_object_is_the_same(both):
    manifests, chart = both
    for key, item in manifests.items():
        assert chart[key] == item, key


def test_what_the_command_line_writes_is_the_same():
    written = {(one["kind"], one["metadata"]["name"]): one for one in installation(Choices())}
    items = yaml.safe_load_all(kubectl("kustomize", "manifests"))
    assert written == {(one["kind"], one["metadata"]["name"]): one for one in items}


def test_the_dashboards_that_the_command_line_writes_are_the_same():
    (written,) = (one for one in installation(Choices(dashboard=True)) if "data" in one)
    ((_, item),) = of_manifests("manifests/grafana").items()
    assert written == item


def test_the_dashboards_config_map_is_the_same():
    ((key, item),) = of_manifests("manifests/grafana").items()
    ours = normalised(render({"dashboard": {"enabled": True}})[key])
    stripped = {name: text.strip() for name, text in ours["data"].items()}
    assert stripped == {name: text.strip() for name, text in item["data"].items()}
    assert ours["metadata"] == item["metadata"]


def test_every_object_has_helms_marks():
    for key, item in render().items():
        assert item["metadata"]["labels"].keys() >= HELM_LABELS, key


def test_a_packed_chart_installs_the_same(tmp_path):
    command = ["helm", "package", CHART, "--destination", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = tmp_path.iterdir()
    template = ["helm", "template", "modelbench", archive, "--namespace", NAMESPACE]
    done = subprocess.run(template, check=True, capture_output=True, text=True)
    items = [item for item in yaml.safe_load_all(done.stdout) if item]
    assert {(item["kind"], item["metadata"]["name"]): item for item in items} == render()
