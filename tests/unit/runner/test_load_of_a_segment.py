from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.variants import variants_of
from modelbench.instruments.http_request import Target
from modelbench.instruments.load_runner import LoadRunner, make_senders
from modelbench.instruments.load_target import LoadTarget
from modelbench.instruments.prepared_request import prepare_all
from modelbench.instruments.redaction import Redaction
from modelbench.kube.watch import Signal
from modelbench.load.generator import LoadError
from modelbench.segments.arrivals import flat

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made import specs
from tests.unit.made.attacks import output, result
from tests.unit.made.requests import config_map
from tests.unit.made.sessions import variant

NAMES = Names("n", "b")
TARGET = Target("10.96.7.7", 80, "b-serverless.n.svc")
LOAD_TARGET = LoadTarget(variant(), TARGET, "", lambda: (2, 1))
JUDGED = {"expectedJSONPath": "$.label"}
DRAFT = LoadSegment("steady", "serverless", 1, 50, round=2)


class Generator:
    """Sends everything on time, or fails."""

    def __init__(self, error=None):
        self.error, self.plans = error, []

    def attack(self, plan):
        self.plans.append(plan)
        if self.error:
            raise self.error
        offsets = plan["offsetsNanoseconds"]
        return output(*(result(offset) for offset in offsets), started=plan["startNanoseconds"])

    def stop(self):
        self.stopped = True


def spec(request=(), **load):
    model = {"image": "example.com/model:1", "request": dict(request)}
    return specs.spec(model=model, load=load)


def loads(generator, our_spec, *objects):
    requests = prepare_all(MemoryApi(*objects), NAMES, variants_of(our_spec))
    clock = SimpleNamespace(now_nanoseconds=lambda: 0)
    observer = SimpleNamespace(signal=Signal())
    context = SimpleNamespace(
        spec=our_spec,
        request_of=lambda variant: requests[variant.name],
        clock=clock,
        observer=observer,
        redaction=Redaction(),
    )
    return LoadRunner(context, make_senders(requests, our_spec.load, [generator]))


def plan_of(our_spec, *objects, of="serverless"):
    generator = Generator()
    requests = prepare_all(MemoryApi(*objects), NAMES, variants_of(our_spec))
    senders = make_senders(requests, our_spec.load, [generator])
    senders[of].begin("http://x", "h", [0], now_nanoseconds=0, timeout_seconds=10).wait()
    return generator.plans[0]


def test_a_segment_holds_what_was_recorded_beside_its_requests():
    found = loads(Generator(), spec()).measure(DRAFT, LOAD_TARGET, [flat(50, 2)], 10)
    assert (found.requests, found.failures, found.round) == (100, {}, 2)
    assert [(change.wanted, change.ready) for change in found.scale] == [(2, 1)]


def test_requests_go_to_the_address_and_ask_for_the_host():
    generator = Generator()
    loads(generator, spec()).measure(DRAFT, LOAD_TARGET, [flat(1, 1)], 10)
    (plan,) = generator.plans
    assert (plan["url"], plan["host"]) == ("http://10.96.7.7:80/predict", "b-serverless.n.svc")
    assert (plan["method"], plan["timeoutSeconds"]) == ("POST", 10)


def test_an_address_of_the_sixth_version_is_bracketed():
    generator = Generator()
    loads(generator, spec()).burst(variant(), Target("fd00::7", 80, "h"), 3, 60)
    assert generator.plans[0]["url"].startswith("http://[fd00::7]:80/")


def test_all_requests_of_a_burst_are_due_at_once_on_connections_of_their_own():
    generator = Generator()
    attack, requests = loads(generator, spec(maxConnections=2)).burst(variant(), TARGET, 5, 60)
    assert generator.plans[0]["offsetsNanoseconds"] == [0] * 5
    assert generator.plans[0]["maxConnections"] == 5
    assert {request.intended_nanoseconds for request in requests} == {attack.start_nanoseconds}


def test_all_variants_of_a_round_meet_the_same_instants_and_each_round_others():
    generator = Generator()
    ours = loads(generator, spec(arrivals="Poisson", seed=5))
    for name, number in (("serverless", 1), ("containerized", 1), ("serverless", 2)):
        draft = LoadSegment("steady", name, 1, 50, number)
        ours.measure(draft, LOAD_TARGET, [flat(50, 2)], 10)
    first, second, third = (plan["offsetsNanoseconds"] for plan in generator.plans)
    assert first == second != third


def test_a_warm_up_is_sent_and_none_of_no_length():
    generator = Generator()
    ours = loads(generator, spec())
    assert ours.warm_up(LOAD_TARGET, 50, 2, 10) is None
    assert len(generator.plans[0]["offsetsNanoseconds"]) == 100
    ours.warm_up(LOAD_TARGET, 50, 0, 10)
    assert len(generator.plans) == 1


@pytest.mark.parametrize("error", [LoadError("the pod is gone"), ValueError("no output")])
def test_a_generator_that_fails_ends_the_benchmark_with_its_words(error):
    with pytest.raises(BenchmarkError, match=str(error)) as failure:
        loads(Generator(error), spec()).measure(DRAFT, LOAD_TARGET, [flat(50, 2)], 10)
    assert failure.value.reason is Reason.LOAD_FAILED


def test_the_body_of_the_request_is_what_is_sent():
    assert plan_of(spec({"body": "né"}))["bodies"] == ["bsOp"]
    assert plan_of(spec())["bodies"] == []


def test_load_sends_all_bodies_in_turn_and_a_burst_the_first_alone():
    bodies = config_map("bodies", data={"2": "two", "10": "ten"})
    asked = spec({"bodies": [{"configMapName": "bodies"}]})
    assert plan_of(asked, bodies)["bodies"] == ["dGVu", "dHdv"]
    generator = Generator()
    loads(generator, asked, bodies).burst(variant(), TARGET, 2, 60)
    assert generator.plans[0]["bodies"] == ["dGVu"]


def test_a_variant_is_sent_its_own_bodies_under_load():
    own = {"name": "own", "serverless": {}, "model": {"request": {"body": "né"}}}
    asked = specs.spec(model={"image": "i", "request": {"body": "a"}}, variants=[own])
    assert plan_of(asked, of="own")["bodies"] == ["bsOp"]
    assert plan_of(asked)["bodies"] == ["YQ=="]


def test_responses_are_kept_only_when_they_are_looked_at():
    assert plan_of(spec())["maxBodyBytes"] == 0
    assert plan_of(spec(JUDGED))["maxBodyBytes"] == 2**20 + 1


def test_all_generators_together_keep_what_the_runner_has_room_for():
    one = plan_of(spec(JUDGED))["maxAnswersBytes"]
    four = plan_of(spec(JUDGED, generators=4))["maxAnswersBytes"]
    # 50 KB at 20/s for 60 s are kept; four times as much would not fit into 512 MiB.
    assert 60_000_000 < one == 4 * four < 120_000_000
