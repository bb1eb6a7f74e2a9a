"""Variants on the real API server: what is taken, what is refused, and what they inherit."""

import pytest
from modelbench.api.variants import variants_of

from tests.api.choice_rules import objective, traffic
from tests.api.manifests import manifest, parsed, server_says
from tests.api.variant_rules import (
    CONTAINERIZED_RULES,
    MODEL_RULES,
    NAME_RULES,
    REQUEST_RULES,
    SERVERLESS_RULES,
    asked,
    autoscaled,
    containerized,
    limits,
    named,
    of_model,
    serverless,
)

RULES = [*NAME_RULES, *SERVERLESS_RULES, *CONTAINERIZED_RULES, *MODEL_RULES, *REQUEST_RULES]


@pytest.mark.parametrize(("field", "accepted", "rejected", "words"), RULES)
def test_a_rule_accepts_what_it_may_and_names_the_field_of_what_it_rejects(
    field, accepted, rejected, words
):
    assert server_says(manifest(**{field: accepted})) is None
    refusal = server_says(manifest(**{field: rejected}))
    assert refusal is not None
    assert words in refusal


# A rule that holds for what is in force: the field of the spec's own block, a variant that keeps
# to it, one that breaks it by what it inherits, and what the refusal must say.
INHERITED = [
    (
        {"spec__serverless__maxScale": 3},
        serverless(minScale=3),
        serverless(minScale=4),
        "spec.variants.serverless.minScale must not exceed maxScale",
    ),
    (
        {"spec__serverless__minScale": 3},
        serverless(maxScale=3),
        serverless(maxScale=2),
        "spec.variants.serverless.minScale must not exceed maxScale",
    ),
    (
        {"spec__serverless__maxScale": 3},
        serverless(activationScale=3),
        serverless(activationScale=4),
        "spec.variants.serverless.activationScale must not exceed maxScale",
    ),
    (
        {"spec__serverless__containerConcurrency": 5},
        serverless(targetConcurrency=5),
        serverless(targetConcurrency=6),
        "spec.variants.serverless.targetConcurrency must not exceed containerConcurrency",
    ),
    (
        {"spec__serverless__targetConcurrency": 5},
        serverless(containerConcurrency=0),
        serverless(containerConcurrency=4),
        "spec.variants.serverless.targetConcurrency must not exceed containerConcurrency",
    ),
    (
        {},
        serverless(containerConcurrency=1, **{"lambda": {}}),
        serverless(**{"lambda": {}}),
        "spec.variants.serverless.containerConcurrency must be 1 with lambda",
    ),
    (
        {"spec__serverless": {"containerConcurrency": 1, "lambda": {}}},
        serverless(),
        serverless(containerConcurrency=2),
        "spec.variants.serverless.containerConcurrency must be 1 with lambda",
    ),
    (
        {"spec__containerized": {"replicas": 3}},
        autoscaled(maxReplicas=3),
        autoscaled(maxReplicas=2),
        "containerized.horizontalPodAutoscaler.maxReplicas must not be below replicas; what",
    ),
    (
        {"spec__containerized__horizontalPodAutoscaler": {"maxReplicas": 3}},
        containerized(replicas=3),
        containerized(replicas=4),
        "containerized.horizontalPodAutoscaler.maxReplicas must not be below replicas; what",
    ),
    (
        {"spec__model__request": {"method": "GET"}},
        asked(method="POST", body="a"),
        asked(body="a"),
        "must have no body, bodyFrom or bodies with method GET",
    ),
    *(
        case
        for name, low, high in (("memory", "1000Mi", "1001Mi"),)
        for case in (
            (
                {f"spec__model__resources__requests__{name}": high},
                limits(**{name: high}),
                limits(**{name: low}),
                f"limits.{name} must not be below spec.model.resources.requests.{name}",
            ),
            (
                {f"spec__model__resources__limits__{name}": low},
                of_model(resources={"requests": {name: low}}),
                of_model(resources={"requests": {name: high}}),
                f"requests.{name} must not exceed spec.model.resources.limits.{name}",
            ),
        )
    ),
]


@pytest.mark.parametrize(("around", "accepted", "rejected", "words"), INHERITED)
def test_a_rule_holds_for_what_a_variant_does_not_set(around, accepted, rejected, words):
    assert server_says(manifest(**around, spec__variants=accepted)) is None
    assert words in server_says(manifest(**around, spec__variants=rejected))


def test_the_names_of_the_benchmark_and_of_a_variant_fit_into_longer_ones():
    def of(benchmark, variant):
        changes = {"metadata__name": "b" * benchmark, "spec__variants": named("v" * variant)}
        return server_says(manifest(**changes))

    assert of(40, 16) is None
    assert of(26, 30) is None
    for benchmark, variant in ((40, 17), (27, 30)):
        assert "must have at most 56 characters together" in of(benchmark, variant)


def test_a_variant_is_the_spec_s_own_block_but_for_what_it_sets():
    spec = parsed(
        spec__serverless={"maxScale": 3, "containerConcurrency": 1},
        spec__containerized__horizontalPodAutoscaler={"maxReplicas": 4},
        spec__model__env=[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
        spec__variants=[
            {"name": "kept", "serverless": {"minScale": 1}},
            {
                "name": "two",
                "containerized": {"replicas": 2},
                "model": {
                    "image": "other:1",
                    "env": [{"name": "B", "value": "3"}],
                    "resources": {"requests": {"cpu": "50m"}},
                },
            },
        ],
    )
    first, second, kept, two = variants_of(spec)
    assert (first.scales_to_zero, kept.scales_to_zero) == (True, False)
    assert (kept.serverless.max_scale, kept.serverless.target, kept.kept_pods) == (3, 1, 1)
    assert two.containerized.horizontal_pod_autoscaler.max_replicas == 4
    assert (second.kept_pods, two.kept_pods) == (1, 2)
    assert two.model.image == "other:1"
    assert two.model.environment == {"A": "1", "B": "3"}
    assert two.model.resources == {"requests": {"cpu": "50m", "memory": "128Mi"}}


KEPT = serverless(minScale=1)
ZERO = serverless(minScale=0)
CASES = [
    ("a.coldStart.p50", ZERO, KEPT, "must not bound coldStart of a variant with minScale"),
    ("a.coldStart.p50", containerized(), KEPT, "must not bound coldStart of a variant with"),
    ("a.coldStart.p50", named("a", "ab"), named("ab"), "must begin each metric with serverless"),
    ("a.autoscale.latencyRecovered", KEPT, named("b"), "must begin each metric with serverless"),
    (
        "a.autoscale.latencyRecoveredFromZero",
        ZERO,
        containerized(),
        "latencyRecoveredFromZero only of a variant that scales to zero",
    ),
    (
        "a.autoscale.latencyRecoveredFromZero",
        serverless(),
        KEPT,
        "latencyRecoveredFromZero only of a variant that scales to zero",
    ),
]


@pytest.mark.parametrize(("metric", "accepted", "rejected", "words"), CASES)
def test_an_objective_bounds_only_what_its_variant_has(metric, accepted, rejected, words):
    objectives = {"spec__objectives": objective(metric)}
    assert server_says(manifest(**objectives, spec__variants=accepted)) is None
    assert words in server_says(manifest(**objectives, spec__variants=rejected))


@pytest.mark.parametrize("rejected", [containerized(), KEPT])
def test_only_a_variant_that_scales_to_zero_has_cold_requests(rejected):
    bound = {"maximumPercent": "5", "traffic": "a", "sheet": "own-cluster"}
    changes = {
        "spec__objectives": objective("a.cost.coldPercent", **bound),
        "spec__traffic": traffic(name="a"),
    }
    assert server_says(manifest(**changes, spec__variants=ZERO)) is None
    words = "must bound coldPercent and latencyRecoveredFromZero only of a variant"
    assert words in server_says(manifest(**changes, spec__variants=rejected))


@pytest.mark.parametrize("metric", ["coldStart.p50", "autoscale.latencyRecoveredFromZero"])
def test_the_first_variant_can_be_kept_too(metric):
    objectives = {"spec__objectives": objective(f"serverless.{metric}")}
    assert server_says(manifest(**objectives)) is None
    refusal = server_says(manifest(**objectives, spec__serverless__minScale=1))
    assert "spec.objectives must" in refusal


def test_a_deployment_does_not_start_from_zero():
    objectives = objective("containerized.autoscale.latencyRecoveredFromZero")
    refusal = server_says(manifest(spec__objectives=objectives))
    assert "only of a variant that scales to zero" in refusal
