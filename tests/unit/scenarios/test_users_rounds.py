import pytest
from modelbench.api.names import Names
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.scenarios.users import measure as users
from modelbench.scenarios.users.measure import measure
from msgspec.structs import replace

from tests.unit.made.sessions import NoUsage, session
from tests.unit.made.specs import spec
from tests.unit.made.streams import STREAM, stream_segment

MODEL = {"image": "example.com/model:1", "request": {"stream": STREAM}}


class Loads:
    """What was asked for; each segment has streams."""

    def __init__(self):
        self.loops = []

    def measure(self, draft, target, stages, timeout, users):
        self.loops.append((draft.variant, users["count"], users["durationNanoseconds"] // 10**9))
        fields = {"scenario": draft.scenario, "order": draft.order, "users": draft.users}
        return stream_segment(variant=draft.variant, round=draft.round, **fields)


class Usages(NoUsage):
    """Readings that come late: only the wait has them."""

    def __init__(self, context, targets, scenario):
        assert scenario == "users"
        assert len(targets) == 2

    def wait(self, samples):
        found = (replace(one, usage=Usage(40, 64, 1)) for one in samples.segments)
        return replace(samples, segments=tuple(found))


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(users, "check_response", lambda *_: None)
    monkeypatch.setattr(users, "LoadUsage", Usages)

    def start(loads, samples=None, **settings):
        asked = spec(
            model=MODEL,
            scenarios={"users": {"counts": [2, 8], "rounds": 2, "durationSeconds": 20, **settings}},
        )
        ours = session(asked, loads=loads, observer=None, names=Names("n", "b"))
        return measure(ours, samples or Samples())

    return start


def test_each_number_of_users_goes_in_rounds_forwards_and_backwards(run):
    loads = Loads()
    found = run(loads, warmUpSeconds=0)
    order = ["serverless", "containerized", "containerized", "serverless"]
    expected = [(name, count, 20) for count in (2, 8) for name in order]
    assert loads.loops == expected
    assert [(one.users, one.round) for one in found.segments[:4]] == [(2, 1)] * 2 + [(2, 2)] * 2


def test_a_warm_up_comes_before_each_segment_and_is_not_kept(run):
    loads = Loads()
    found = run(loads, warmUpSeconds=5)
    assert len(found.segments) == 8
    assert [seconds for *_, seconds in loads.loops[:4]] == [5, 20, 5, 20]


def test_what_is_stored_is_not_measured_again(run):
    first = run(Loads(), warmUpSeconds=0)
    loads = Loads()
    part = Samples(segments=first.segments[:5])
    assert len(run(loads, part, warmUpSeconds=0).segments) == 8
    assert len(loads.loops) == 3


def test_what_the_pods_used_is_waited_for(run):
    found = run(Loads(), warmUpSeconds=0)
    assert all(one.usage == Usage(40, 64, 1) for one in found.segments)
