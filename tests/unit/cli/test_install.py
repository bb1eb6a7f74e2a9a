import json

import pytest
import yaml
from modelbench.cli.bundle.installation import Choices, installation

from tests.unit.cli.console import Cluster, invoke
from tools.kubectl import ROOT


def by_name(documents):
    return {(one["kind"], one["metadata"]["name"]): one for one in documents}


def installed(*arguments):
    result = invoke(Cluster(), "install", *arguments)
    assert result.exit_code == 0, result.output
    return by_name(yaml.safe_load_all(result.stdout))


def test_the_objects_are_those_of_the_manifests_and_nothing_needs_a_cluster():
    folder = ROOT / "manifests"
    files = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"][1:]
    kept = by_name(d for name in files for d in yaml.safe_load_all((folder / name).read_text()))
    definition = ("CustomResourceDefinition", "modelbenchmarks.modelbench.dev")
    assert {*kept, definition} == set(installed())


def test_the_image_is_that_of_the_operator_and_of_its_runners():
    pod = installed("--image", "r/o:7")["Deployment", "modelbench-operator"]["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    values = {one["name"]: one["value"] for one in container["env"]}
    assert container["image"] == values["MODELBENCH_RUNNER_IMAGE"] == "r/o:7"


def test_a_pull_secret_is_for_the_operator_and_for_its_runners():
    found = installed("--pull-secret", "s")["Deployment", "modelbench-operator"]
    pod = found["spec"]["template"]["spec"]
    assert pod["imagePullSecrets"] == [{"name": "s"}]
    values = {one["name"]: one["value"] for one in pod["containers"][0]["env"]}
    assert json.loads(values["MODELBENCH_RUNNER_PODS"]) == {"imagePullSecretNames": ["s"]}


def test_another_namespace_holds_in_every_object():
    found = installed("--namespace", "other")
    assert ("Namespace", "other") in found
    assert found["Deployment", "modelbench-operator"]["metadata"]["namespace"] == "other"
    (subject,) = found["ClusterRoleBinding", "modelbench-operator"]["subjects"]
    assert subject["namespace"] == "other"
    assert "namespace" not in found["ClusterRole", "modelbench-runner"]["metadata"]
    assert "modelbench-system" not in json.dumps(
        [one for one in found.values() if one["kind"] != "CustomResourceDefinition"]
    )


def test_the_definition_and_the_namespace_come_before_what_needs_them():
    kinds = [one["kind"] for one in installation(Choices())]
    assert kinds[:2] == ["CustomResourceDefinition", "Namespace"]


def test_the_dashboards_are_there_when_asked_for():
    key = ("ConfigMap", "modelbench-dashboard")
    assert key not in installed()
    found = installed("--dashboard")[key]
    assert found["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert json.loads(found["data"]["modelbench.json"])["panels"]


def test_every_example_is_listed_with_its_purpose():
    lines = invoke(Cluster(), "example").stdout.splitlines()
    names = {path.stem for path in (ROOT / "examples").glob("*.yaml")}
    assert {line.split()[0] for line in lines} == names
    assert all(len(line.split()) > 3 for line in lines)


def test_an_example_names_the_released_sample_or_another():
    found = invoke(Cluster(), "example", "sample").stdout
    assert "image: ghcr.io/modelbench/sample:" in found
    local = invoke(Cluster(), "example", "sample", "--registry", "dev.local/modelbench").stdout
    assert local == (ROOT / "examples/sample.yaml").read_text()


def test_an_unknown_example_is_bad_input():
    result = invoke(Cluster(), "example", "nothing")
    assert result.exit_code == 2
    assert "there are " in result.stderr


def test_the_recorded_example_is_a_page_without_a_cluster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke(Cluster(), "report", "--example")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "example.html").read_text()
    assert "trials-title" in page
    assert "choose" in page


@pytest.mark.parametrize("arguments", [(), ("b", "--example")])
def test_a_report_is_of_a_name_or_of_the_example(arguments):
    assert invoke(Cluster(), "report", *arguments).exit_code == 2
