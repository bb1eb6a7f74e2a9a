"""A model that uses all of its CPU limit says so where a rate is not held, and what to raise."""

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.api.status import PodsStatus, Status
from modelbench.forecast.measured_variants import measured_variants
from modelbench.metrics.families import Families
from modelbench.metrics.load import DECLARED as LOAD
from modelbench.scenarios.findings import condition_updates, find
from modelbench.scenarios.steady.metrics import DECLARED, add
from modelbench.scenarios.steady.view import sections
from modelbench.scenarios.users.summary import summarize as summarize_users

from tests.unit.made.attacks import one_at_a_time
from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec

SPEC = spec(scenarios={"steady": {"ratesPerSecond": [2, 20], "rounds": 1}})
WORDS = "at its CPU limit of 500m (98% used): raise resources.limits.cpu or allow more pods"


def used(percent, limit=500, samples=3):
    return Usage(round(limit * percent / 100), 64, samples, limit, percent)


def measured(low=None, high=None):
    """2/s is held, and 20/s is four times too much."""
    segments = (one_at_a_time(2, usage=low), one_at_a_time(20, usage=high))
    return Samples(segments=segments)


def steady(samples):
    return find(samples, SPEC).variant("serverless").steady


def test_a_rate_that_is_not_held_at_the_limit_says_so_with_what_helps():
    samples = measured(used(40), used(98))
    low, high = steady(samples).rates
    assert (low.held, low.cpu_limit_percent, low.cpu_limit_millicores) == (True, 40, 500)
    assert (high.held, high.cpu_limit_percent) == (False, 98)
    assert high.not_held_reason.endswith(f"requests a second; {WORDS}")
    (serverless, _) = measured_variants(samples, SPEC)
    assert serverless.overload.reason.endswith(WORDS)


@pytest.mark.parametrize("usage", [used(94), Usage(900, 64, 3), None])
def test_below_its_limit_without_one_or_unknown_it_is_only_not_held(usage):
    (_, high) = steady(measured(None, usage)).rates
    assert high.held is False
    assert "limit" not in high.not_held_reason


def test_a_rate_that_is_held_at_the_limit_is_no_trouble():
    found = find(measured(used(97), used(94)), SPEC).variant("serverless")
    assert found.steady.rates[0].not_held_reason is None
    assert found.pods is None


def test_of_whole_cores_the_threads_of_the_model_may_be_what_lacks():
    (_, high) = steady(measured(None, used(99, limit=2000))).rates
    assert "at its CPU limit of 2 (99% used): raise resources.limits.cpu, if the" in (
        high.not_held_reason
    )


def test_readings_weigh_by_their_number():
    rounds = [one_at_a_time(20, round=n, usage=one) for n, one in enumerate((used(90), used(99)))]
    many = one_at_a_time(20, round=3, usage=used(98, samples=30))
    (rate,) = steady(Samples(segments=(*rounds, many))).rates
    assert rate.cpu_limit_percent == round((3 * 90 + 3 * 99 + 30 * 98) / 36)


def test_the_pods_and_the_condition_tell_it_for_events_and_warnings():
    samples = measured(used(40), used(98))
    found = find(samples, SPEC)
    told = "at its CPU limit of 500m at 20/s"
    assert found.variant("serverless").pods == PodsStatus(told, 0, 0, 0)
    update = condition_updates(samples, SPEC, found, ["steady"])[0]
    assert update.message.endswith(f"not sustained; {told}")


def test_users_at_once_have_it_as_a_value():
    asked = spec(scenarios={"users": {"counts": [8]}})
    segment = one_at_a_time(20, scenario="users", users=8, usage=used(99))
    (count,) = summarize_users(Samples(segments=(segment,)), variant(), asked).counts
    assert (count.cpu_millicores, count.cpu_limit_percent) == (495, 99)


def test_the_table_and_the_metric_have_the_share():
    found = find(measured(None, used(98)), SPEC)
    table = next(sections(Status(variants=found.variants)))
    rows = [row[1] for row in table.rows if row[0].strip() == "of the model's CPU limit"]
    assert rows == ["98% of 500m"]
    families = Families({**DECLARED, **LOAD})
    add(families, ("n", "b", "serverless"), found.variants[0])
    line = families.lines()["modelbench_steady_cpu_limit_ratio"]
    assert line.endswith('variant="serverless",rate="20"} 0.98\n')
