"""Usage is told late: what a segment used may be known only while the next one is measured."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.scenarios import load_usage
from modelbench.scenarios.load_usage import LoadUsage
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.sessions import variant

SECOND = 1_000_000_000


class Reader:
    """Has one reading, of the seconds 10 to 30."""

    latest_seconds = 100.0
    problem = "no reading"

    def usage(self, start, end):
        return Usage(40, 64, 1) if start <= 10 and end >= 30 else None


@pytest.fixture
def usage(monkeypatch):
    monkeypatch.setattr(load_usage, "UsageReader", lambda *_: Reader())
    context = SimpleNamespace(
        api=None,
        names=SimpleNamespace(namespace="n"),
        clock=SimpleNamespace(now_nanoseconds=lambda: 50 * SECOND),
    )
    return LoadUsage(context, [SimpleNamespace(variant=variant(), selector="s")], "steady")


def steady(started, span, warm_up=0, **changes):
    return replace(
        segment([MILLISECOND], scenario="steady", variant="serverless"),
        started_nanoseconds=started * SECOND,
        actual_span_nanoseconds=span * SECOND,
        warm_up_nanoseconds=warm_up * SECOND,
        **changes,
    )


def filled(usage, one):
    (found,) = usage.fill(Samples(segments=(one,))).segments
    return found


def test_a_reading_within_warm_up_and_segment_counts(usage):
    assert filled(usage, steady(15, 20, warm_up=6)).usage == Usage(40, 64, 1)


def test_without_one_the_reason_is_told(usage):
    found = filled(usage, steady(15, 20))
    assert (found.usage, found.usage_missing) == (None, "no reading")


def test_what_is_known_already_and_other_scenarios_are_left_alone(usage):
    known = steady(15, 20, warm_up=6, usage=Usage(1, 2, 3))
    other = segment([MILLISECOND], scenario="saturation", variant="serverless")
    samples = Samples(segments=(known, other))
    assert usage.fill(samples) == samples


def test_waiting_ends_with_readings_that_are_later_than_the_last_segment(usage):
    samples = usage.wait(Samples(segments=(steady(15, 20, warm_up=6),)))
    assert samples.segments[0].usage is not None


def test_limits_are_those_of_the_pods_that_are_there(monkeypatch):
    made = []
    monkeypatch.setattr(load_usage, "UsageReader", lambda *parts: made.append(parts))
    limits = {"resources": {"limits": {"cpu": "500m"}}}
    pods = {
        "a": [{"name": "user-container", **limits}, {"name": "queue-proxy"}],
        "b": [{"name": "model"}],
    }
    seen = [
        SimpleNamespace(object={"metadata": {"name": name}, "spec": {"containers": containers}})
        for name, containers in pods.items()
    ]
    context = SimpleNamespace(
        api=None,
        names=SimpleNamespace(namespace="n"),
        clock=SimpleNamespace(now_nanoseconds=None),
        observer=SimpleNamespace(pods=lambda _variant: seen),
    )
    LoadUsage(context, [SimpleNamespace(variant=variant(), selector="s")], "steady")
    ((*_, known),) = made
    assert known() == {"a": ("user-container", Decimal("0.5"))}
