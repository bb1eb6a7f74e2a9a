"""A benchmark is one experiment: what it measures cannot be changed after the fact."""

import pytest

from tests.api.manifests import manifest, server_says


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("spec__model__image", "dev.local/other:1", "spec.model"),
        ("spec__model__env", [{"name": "A", "value": "b"}], "spec.model"),
        ("spec__serverless__maxScale", 3, "spec.serverless"),
        ("spec__containerized__replicas", 3, "spec.containerized"),
        (
            "spec__containerized__horizontalPodAutoscaler",
            {"maxReplicas": 3},
            "spec.containerized",
        ),
        ("spec__variants", [{"name": "two", "containerized": {"replicas": 2}}], "spec.variants"),
        ("spec__load__seed", 3, "spec.load"),
        ("spec__model__request__bodies", [{"configMapName": "bodies"}], "spec.model"),
        ("spec__model__request__expectedJSONPath", "$.a", "spec.model"),
        ("spec__scenarios__coldStart__trials", 3, "spec.scenarios"),
        ("spec__scenarios__burst", {}, "spec.scenarios"),
        ("spec__scenarios__steady", {}, "spec.scenarios"),
        ("spec__scenarios__autoscale", {}, "spec.scenarios"),
        ("spec__scenarios__reactivation", {}, "spec.scenarios"),
        ("spec__runner", {"nodeSelector": {"pool": "tools"}}, "spec.runner"),
        ("spec__load__generatorPods", {"nodeSelector": {"pool": "tools"}}, "spec.load"),
        ("spec__activeDeadlineSeconds", 30, "spec.activeDeadlineSeconds"),
    ],
)
def test_a_change_is_rejected_and_the_field_named(stored, field, value, named):
    refusal = server_says(manifest(metadata__name=stored, **{field: value}), "apply")
    assert refusal is not None
    assert f"{named} is immutable; create another ModelBenchmark" in refusal


@pytest.mark.parametrize(
    ("field", "value"), [("spec__suspend", False), ("spec__ttlSecondsAfterFinished", 60)]
)
def test_suspend_and_ttl_can_be_changed(stored, field, value):
    assert server_says(manifest(metadata__name=stored, **{field: value}), "apply") is None


def test_the_same_manifest_can_be_applied_again(stored):
    assert server_says(manifest(metadata__name=stored), "apply") is None
