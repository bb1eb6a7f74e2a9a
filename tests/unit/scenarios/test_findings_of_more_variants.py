"""Benchmarks with more than the two variants that every one has."""

import pytest
from modelbench.api.mode import Mode
from modelbench.scenarios.findings import condition_updates, find

from tests.unit.made.load_runs import SCENARIOS, VARIANTS, all_samples
from tests.unit.made.specs import spec

OTHERS = [
    {"name": "kept-warm", "serverless": {"minScale": 1}},
    {"name": "two-pods", "containerized": {"replicas": 2}},
]
NAMES = (*VARIANTS, "kept-warm", "two-pods")


def measured(count):
    """The spec, the samples and the findings of a benchmark with so many variants."""
    asked = spec(scenarios=SCENARIOS, variants=OTHERS[: count - 2])
    samples = all_samples(NAMES[:count], rounds=9)
    return asked, samples, find(samples, asked)


@pytest.mark.parametrize("count", [3, 4])
def test_every_variant_is_told_in_order_with_its_mode(count):
    _, _, found = measured(count)
    modes = [Mode.SERVERLESS, Mode.CONTAINERIZED, Mode.SERVERLESS, Mode.CONTAINERIZED]
    told = [(variant.name, variant.mode) for variant in found.variants]
    assert told == list(zip(NAMES, modes, strict=True))[:count]


@pytest.mark.parametrize("count", [3, 4])
def test_what_is_told_of_two_variants_does_not_depend_on_how_many_others_there_are(count):
    _, _, found = measured(count)
    assert found.variants[:2] == measured(2)[2].variants


@pytest.mark.parametrize("count", [3, 4])
def test_the_first_variant_is_compared_with_each_other_one(count):
    _, _, found = measured(count)
    pairs = {(one.first, one.second) for one in found.comparison.steady}
    assert pairs == {("serverless", name) for name in NAMES[1:count]}
    levels = {one.confidence_percent for one in found.comparison.steady}
    assert all(float(level) >= 100 - 5 / (count - 1) for level in levels)


def test_a_variant_that_is_kept_warm_has_no_cold_start_by_words_and_no_condition_of_it():
    asked, samples, found = measured(4)
    warm = found.variant("kept-warm")
    assert warm.cold_start.trials == 0
    assert warm.cold_start.missing_reason == (
        "it keeps 1 pod ready (minScale), so it has no cold start"
    )
    assert warm.reactivation is None
    types = {update.type for update in condition_updates(samples, asked, found)}
    assert "KeptWarmColdStartMeasured" not in types
    assert "KeptWarmReactivationMeasured" not in types


def test_every_scenario_that_covers_a_variant_has_its_condition():
    asked, samples, found = measured(4)
    types = [update.type for update in condition_updates(samples, asked, found)]
    assert [type_ for type_ in types if "Burst" in type_] == [
        "ServerlessBurstMeasured",
        "ContainerizedBurstMeasured",
        "KeptWarmBurstMeasured",
        "TwoPodsBurstMeasured",
    ]
    assert "TwoPodsColdStartMeasured" in types
    assert len(types) == len(set(types)) == 16
