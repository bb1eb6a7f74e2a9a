"""A saving is a hint, with the variants that were measured as its source."""

from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.status import Status, VariantStatus
from modelbench.view.hints import hints

from tests.unit.made.specs import spec

WITHOUT = {
    "name": "no-token",
    "serverless": {},
    "model": {"automountServiceAccountToken": False},
}


def started(name, median, half_width=50, told=("visibility: local",)):
    cold = ColdStartStatus(
        trials=12,
        median_milliseconds=median,
        median_lower_milliseconds=median - half_width,
        median_upper_milliseconds=median + half_width,
    )
    return VariantStatus(name=name, mode="Serverless", cold_start=cold, deviations=told)


def found(*variants, **changes):
    return list(hints(spec(**changes), Status(variants=variants)))


def test_a_token_that_is_mounted_and_not_compared_is_a_hint_without_a_number():
    (hint,) = found(started("serverless", 1374))
    assert "a variant with model.automountServiceAccountToken: false measures" in hint


def test_a_measured_saving_is_told_with_both_variants():
    (hint,) = found(started("serverless", 1374), started("no-token", 944), variants=[WITHOUT])
    assert "saves about 0.4 s of a cold start: 944 ms in no-token, 1374 ms in serverless" in hint


def test_intervals_that_overlap_tell_no_saving():
    pair = started("serverless", 1374, 300), started("no-token", 944, 300)
    assert found(*pair, variants=[WITHOUT]) == []


def test_a_variant_that_differs_in_more_is_no_source():
    other = {**WITHOUT, "serverless": {"maxScale": 3}}
    (hint,) = found(started("serverless", 1374), started("no-token", 944), variants=[other])
    assert "saves about" not in hint


def test_a_model_without_a_token_gets_no_hint():
    bare = {"image": "i", "request": {}, "automountServiceAccountToken": False}
    assert found(started("serverless", 944), model=bare) == []


def test_a_status_of_a_version_that_never_mounted_it_gets_no_hint():
    assert found(started("serverless", 944, told=())) == []
