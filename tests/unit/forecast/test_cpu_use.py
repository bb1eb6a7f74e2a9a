"""CPU that the measured requests used and that the pod does not ask for is priced, and told."""

from decimal import Decimal

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import Usage
from modelbench.decision.priced_size import priced_notes, priced_size
from modelbench.forecast.cpu_use import used_vcpu
from modelbench.forecast.options import MeasuredVariant, Option
from modelbench.forecast.timings import Estimate

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.decisions import TIMINGS, sheet, variant

SERVERLESS, CONTAINERIZED = variant(), variant("containerized")
HANDLER = Estimate(0.05)


def used(*segments, of=SERVERLESS, handler=HANDLER):
    return used_vcpu(Samples(segments=segments), of, (SERVERLESS, CONTAINERIZED), handler)


def attack(cpu_millicores, rate=10, name="containerized"):
    usage = None if cpu_millicores is None else Usage(cpu_millicores, 64, 3)
    return segment([50 * MILLISECOND] * (rate * 60 + 1), rate=rate, variant=name, usage=usage)


def test_it_is_the_cpu_of_a_request_by_how_long_it_takes():
    """500m at 10/s are 50 ms of a core, in 50 ms."""
    assert float(used(attack(500))) == pytest.approx(1.0, abs=0.005)


def test_the_highest_rate_speaks_since_what_idle_pods_use_counts_least_there():
    assert float(used(attack(700), attack(1000, rate=20))) == pytest.approx(1.0, abs=0.005)


def test_without_a_twin_the_variant_s_own_pods_speak():
    assert float(used(attack(250, name="serverless"))) == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("segments", [(), (attack(None),)])
def test_it_is_not_known_without_readings(segments):
    assert used(*segments) is None
    assert used(attack(500), handler=None) is None


def option(name, used_vcpu):
    measured = MeasuredVariant(SERVERLESS, TIMINGS, 50, used_vcpu=used_vcpu)
    return Option(measured, sheet(name))


def test_more_than_is_asked_for_is_priced_at_a_provider_alone():
    assert option("google-cloud-run", Decimal("0.9")).billed_footprint.vcpu == Decimal("0.9")
    assert option("google-cloud-run", Decimal("0.02")).billed_footprint.vcpu == Decimal("0.1")
    own = option("own-cluster", Decimal("0.9"))
    assert own.billed_footprint == own.measured.pod_footprint


def test_the_size_and_the_reason_are_told():
    found = option("aws-lambda", Decimal("0.5"))
    assert priced_size(found) == "0.5 vCPU, 885 MiB"
    (note,) = priced_notes(found)
    assert note.startswith("the measured requests used 0.5 vCPU while being answered")
    (unknown,) = priced_notes(option("aws-lambda", None))
    assert unknown.startswith("the requests' CPU use was not measured")
    assert list(priced_notes(option("aws-lambda", Decimal("0.05")))) == []
    assert priced_size(option("own-cluster", Decimal("0.5"))) is None
