"""The traces that a benchmark names: read once, stored with the samples, refused by field."""

import random

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.values import FormatError
from modelbench.runner.traces import load_traces
from modelbench.traffic.profiles import traffic_of

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made.specs import spec

SOURCE = {"configMapKeyRef": {"name": "traces", "key": "monday"}}
CSV = "timestamp\n100\n101.5\n160\n"


def profiles(*sources, **changes):
    named = enumerate(sources)
    items = [{"name": f"p{n}", "shape": "Trace", "trace": one, **changes} for n, one in named]
    return spec(traffic=items).traffic


def load(data, *sources, binary=()):
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "traces", "namespace": "n"},
        "data": data,
        "binaryData": dict(binary),
    }
    api = MemoryApi(*([] if data is None else [config_map]))
    return load_traces(api, Names("n", "b"), profiles(*sources))


def test_a_profile_has_the_rate_of_its_trace():
    stored = load({"monday": CSV}, {**SOURCE, "durationSeconds": 3600})
    (profile,) = profiles({**SOURCE, "durationSeconds": 3600})
    found = traffic_of(profile, stored)
    assert found.trace.instants == (0, 1.5, 60)
    assert (found.rate, found.requests) == (3 / 3600, 3 * 730)


def test_requests_a_month_make_more_of_the_same_trace():
    (profile,) = profiles(SOURCE, requestsPerMonth=26280)
    found = traffic_of(profile, load({"monday": CSV}, SOURCE))
    assert found.requests == 26280
    assert found.trace.requests == 3


def test_counts_in_the_spec_need_nothing_stored():
    inline = {"counts": [1, 0, 5], "intervalSeconds": 60}
    (profile,) = profiles(inline)
    assert load(None, inline) == ()
    assert traffic_of(profile).rate == pytest.approx(6 / 180)


def test_two_profiles_of_one_trace_store_it_once():
    assert len(load({"monday": CSV}, SOURCE, SOURCE)) == 1


def test_a_trace_stands_among_the_samples_unchanged():
    samples = Samples(traces=load({"monday": CSV}, SOURCE))
    assert load_samples(dump_samples(samples)) == samples


def test_a_profile_whose_trace_is_not_among_the_samples_says_so():
    (profile,) = profiles(SOURCE)
    with pytest.raises(FormatError, match=r"spec.traffic\[p0\].trace: it is not in the samples"):
        traffic_of(profile)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "ConfigMap traces does not exist"),
        ({}, "key monday of ConfigMap traces does not exist"),
        ({"monday": ""}, "key monday of ConfigMap traces: it has no lines"),
        ({"monday": "0\nsoon\n"}, "key monday of ConfigMap traces: line 2: timestamp soon"),
    ],
)
def test_a_bad_trace_is_refused_with_its_field(data, words):
    inline = {"counts": [1], "intervalSeconds": 60}
    with pytest.raises(BenchmarkError) as refusal:
        load(data, inline, SOURCE)
    assert refusal.value.reason is Reason.RESOURCES_REJECTED
    assert refusal.value.message.startswith("spec.traffic[1].trace.configMapKeyRef: ")
    assert words in refusal.value.message


def test_binary_data_is_no_trace():
    with pytest.raises(BenchmarkError, match="key monday of ConfigMap traces is not text"):
        load({}, SOURCE, binary={"monday": "MQo="})


def test_traces_that_leave_no_room_for_samples_are_refused(monkeypatch):
    monkeypatch.setattr("modelbench.runner.traces._MOST_PACKED_BYTES", 2 << 10)
    draw = random.Random(1)
    days = ["\n".join(str(draw.randrange(10**7)) for _ in range(600)) for _ in range(2)]
    data = dict(zip(("monday", "tuesday"), days, strict=True))
    other = {"configMapKeyRef": {"name": "traces", "key": "tuesday"}}
    assert load(data, SOURCE)
    with pytest.raises(BenchmarkError, match="but the results have room for 2 KiB") as error:
        load(data, SOURCE, other)
    assert error.value.message.startswith("spec.traffic[1].trace: ")
