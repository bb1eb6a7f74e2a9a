from random import Random

import pytest
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.load.generator import LoadError
from modelbench.load.sender import Sender, Shape
from modelbench.segments.arrivals import POISSON, Stage, offsets_nanoseconds
from modelbench.segments.attack import complete_segment
from modelbench.segments.content import parse_json_path

from tests.unit.made.attacks import MILLISECOND, SECOND, output, result

SETTINGS = {"method": "POST", "headers": {}, "bodies": [], "maxConnections": 8, "maxBodyBytes": 0}
OFFSETS = offsets_nanoseconds([Stage(20, 5, 60)], POISSON, 3)


class Fake:
    """A generator whose responses depend on the instant alone."""

    def __init__(self, sends=None):
        self.sends, self.plans, self.stopped = sends, [], False

    def attack(self, plan):
        self.plans.append(plan)
        offsets = plan["offsetsNanoseconds"][: self.sends]
        return output(*(self._result(o) for o in offsets), started=plan["startNanoseconds"])

    def _result(self, offset):
        chance = Random(offset)
        code, error = (0, "EOF") if chance.random() < 0.1 else (200, "")
        service = round(chance.lognormvariate(2, 1) * MILLISECOND)
        return result(offset + chance.randrange(MILLISECOND), service, code, error)

    def stop(self):
        self.stopped = True


class Broken(Fake):
    def attack(self, plan):
        raise LoadError("the pod is gone")

    def stop(self):
        raise LoadError("the pod is gone")


def begin(generators, offsets=OFFSETS, **options):
    values = {"now_nanoseconds": 0, "timeout_seconds": 10, **options}
    return Sender(Shape(SETTINGS, 200, None), generators).begin("http://x", "h", offsets, **values)


def begin_with(bodies, count=1, **options):
    generators = [Fake() for _ in range(count)]
    shape = Shape({**SETTINGS, "bodies": bodies}, 200, None)
    values = {"now_nanoseconds": 0, "timeout_seconds": 10, **options}
    attack = Sender(shape, generators).begin("http://x", "h", [0, 1], **values)
    attack.wait()
    return attack.start_nanoseconds, generators[0].plans[0]["bodies"]


def segment(count):
    requests = begin([Fake() for _ in range(count)]).wait()
    return complete_segment(LoadSegment("steady", "serverless", 1, 50), requests, OFFSETS)


@pytest.mark.parametrize("count", [2, 3, 16])
def test_many_generators_send_and_find_together_what_one_would(count):
    assert len(OFFSETS) > 500
    assert segment(count) == segment(1)


def test_the_parts_of_a_schedule_are_the_whole_and_share_their_start():
    generators = [Fake() for _ in range(3)]
    attack = begin(generators, now_nanoseconds=5_000_000_000)
    attack.wait()
    plans = [plan for generator in generators for plan in generator.plans]
    assert sorted(o for plan in plans for o in plan["offsetsNanoseconds"]) == OFFSETS
    assert {plan["startNanoseconds"] for plan in plans} == {attack.start_nanoseconds}
    assert attack.start_nanoseconds > 5_000_000_000
    longest = max(len(plan["offsetsNanoseconds"]) for plan in plans)
    assert longest - min(len(plan["offsetsNanoseconds"]) for plan in plans) <= 1


def test_every_generator_sends_from_the_begin_to_the_end():
    """One after the other, each would need connections for the whole rate."""
    generators = [Fake() for _ in range(3)]
    begin(generators, offsets=list(range(9))).wait()
    assert [generator.plans[0]["offsetsNanoseconds"] for generator in generators] == [
        [0, 3, 6],
        [1, 4, 7],
        [2, 5, 8],
    ]


def test_requests_come_back_in_the_order_in_which_they_were_due():
    requests = begin([Fake(), Fake()]).wait()
    due = [request.intended_nanoseconds for request in requests]
    assert due == sorted(due)
    assert len(due) == len(OFFSETS)


def test_more_generators_than_requests_leave_some_idle():
    assert len(begin([Fake() for _ in range(4)], offsets=[0, 0]).wait()) == 2


def test_a_burst_may_have_more_connections_than_the_limit_but_not_fewer():
    for asked, allowed in ((500, 500), (2, 8), (0, 8)):
        generator = Fake()
        begin([generator], connections=asked).wait()
        assert generator.plans[0]["maxConnections"] == allowed


def test_one_generator_that_fails_is_the_end_of_the_attack():
    with pytest.raises(LoadError, match="the pod is gone"):
        begin([Fake(), Broken()]).wait()


def test_a_stop_reaches_all_generators_even_behind_one_that_is_gone():
    last = Fake()
    begin([Broken(), last]).stop()
    assert last.stopped


def test_what_was_not_sent_before_a_stop_is_no_request():
    assert len(begin([Fake(sends=10), Fake(sends=12)]).wait()) == 22


def test_all_bodies_are_sent_unless_one_is_asked_for():
    assert begin_with(["YQ==", "Yg=="])[1] == ["YQ==", "Yg=="]
    assert begin_with(["YQ==", "Yg=="], one_body=True)[1] == ["YQ=="]


def test_large_bodies_have_time_to_reach_every_generator():
    none, large = begin_with([])[0], ["x" * 20_000_000]
    assert begin_with(large)[0] - none >= SECOND
    assert begin_with(large, count=4)[0] - none >= 4 * SECOND
    assert begin_with(["x", *large], one_body=True)[0] - none < MILLISECOND


def test_the_content_of_responses_is_judged_when_a_path_is_given():
    class Answers(Fake):
        def attack(self, plan):
            bodies = (b'{"label": 1}', b'{"error": 1}')
            return output(*(result(0, body=body) for body in bodies))

    shape = Shape(SETTINGS, 200, parse_json_path("$.label"))
    values = {"now_nanoseconds": 0, "timeout_seconds": 10}
    requests = Sender(shape, [Answers()]).begin("http://x", "h", [0, 0], **values).wait()
    assert [request.failure for request in requests] == [None, "wrong response"]
