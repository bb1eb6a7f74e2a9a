import pytest
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.scenarios.reactivation import GapTrial
from modelbench.api.variants import variants_of
from modelbench.scenarios.never_answered import never_answered

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial

VARIANTS = variants_of(spec())


def failing(kind, count=10, good=0, variant="containerized"):
    services = [MILLISECOND] * (count + good)
    return segment(services, failures=[(n, kind) for n in range(count)], variant=variant)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("wrong response", Reason.WRONG_RESPONSE),
        ("unjudgeable response", Reason.WRONG_RESPONSE),
        ("status 500", Reason.UNEXPECTED_STATUS),
        ("timeout", Reason.REQUEST_FAILED),
    ],
)
def test_a_variant_whose_every_request_failed_is_told_by_what_came_back(kind, reason):
    segments = (segment([MILLISECOND] * 10), failing(kind), failing("connection refused", 1))
    error = never_answered(Samples(segments=segments), VARIANTS)
    assert error.reason is reason
    assert error.message == (
        f"variant containerized returned no successful response: of 11 requests 10 {kind}, "
        "1 connection refused"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"segments": (failing("timeout"), failing("timeout", 10, good=1))},
        {"segments": (failing("timeout"),), "trials": (trial("containerized"),)},
        {
            "segments": (failing("timeout"),),
            "bursts": (BurstTrial("containerized", 1, 1, latencies_nanoseconds=(SECOND,)),),
        },
        {
            "segments": (failing("timeout"),),
            "gaps": (GapTrial("containerized", 1, 1, 3, 3 * SECOND, "Ready", SECOND),),
        },
    ],
)
def test_one_good_response_is_enough(changes):
    assert never_answered(Samples(**changes), VARIANTS) is None


def test_a_variant_that_was_sent_nothing_is_not_blamed():
    assert never_answered(Samples(trials=(trial("serverless"),)), VARIANTS) is None


def test_bursts_and_gaps_count_too():
    burst = BurstTrial("serverless", 1, 3, failures={"status 503": 3})
    gap = GapTrial("serverless", 1, 1, 3, 3 * SECOND, "Ready", None, "timeout")
    error = never_answered(Samples(bursts=(burst,), gaps=(gap,)), VARIANTS)
    assert error.message.endswith("of 4 requests 3 status 503, 1 timeout")
