"""Two releases have no name in common, and every reference follows the name."""

import json

import pytest

from tests.chart.rendering import operator_environment, render

LONG = "a" * 53
EVERYTHING = {
    "metrics": {"monitor": {"enabled": True}, "rules": {"enabled": True}},
    "dashboard": {"enabled": True},
    "networkPolicy": {"enabled": True},
}

# What these hold is the same whatever the release is called.
OF_NO_RELEASE = {"CustomResourceDefinition", "PrometheusRule", "ConfigMap"}


@pytest.mark.parametrize(
    ("release", "override", "fullname"),
    [
        ("modelbench", "", "modelbench"),
        ("trial", "", "trial-modelbench"),
        ("modelbench-trial", "", "modelbench-trial"),
        ("trial", "other", "other"),
        (LONG, "", "a" * 46),
        ("team.a", "", "team-a-modelbench"),
    ],
)
def test_every_name_begins_with_the_fullname(release, override, fullname):
    found = render({**EVERYTHING, "fullnameOverride": override}, release=release)
    names = [name for kind, name in found if kind != "CustomResourceDefinition"]
    assert all(name == fullname or name.startswith(f"{fullname}-") for name in names)
    assert max(map(len, names)) <= 63


def test_a_release_of_another_name_refers_to_its_own_objects():
    found = render(EVERYTHING, release="trial")
    text = json.dumps([item for key, item in found.items() if key[0] not in OF_NO_RELEASE])
    for own in ("operator", "runner"):
        assert text.count(f"modelbench-{own}") == text.count(f"trial-modelbench-{own}") > 0


def test_the_operator_may_bind_the_role_that_it_is_told_to():
    role = render({"fullnameOverride": "other"})["ClusterRole", "other-operator"]
    (bind,) = [rule for rule in role["rules"] if rule["verbs"] == ["bind"]]
    assert bind["resourceNames"] == ["other-runner"]
    assert ("ClusterRole", "other-runner") in render({"fullnameOverride": "other"})
    environment = render({"fullnameOverride": "other"})["Deployment", "other-operator"]
    assert {"name": "MODELBENCH_RUNNER_CLUSTER_ROLE", "value": "other-runner"} in environment[
        "spec"
    ]["template"]["spec"]["containers"][0]["env"]
    assert operator_environment()["MODELBENCH_RUNNER_CLUSTER_ROLE"] == "modelbench-runner"


def test_a_release_whose_name_no_service_can_have_is_told_before_anything_is_installed():
    with pytest.raises(RuntimeError, match="2024-q4-modelbench begins with no letter"):
        render(EVERYTHING, release="2024-q4")
