import pytest
from modelbench.api.scenarios.cold_start import ColdStartStatus, PhaseStatus
from modelbench.api.status import VariantStatus
from modelbench.metrics.families import Families
from modelbench.scenarios.cold_start.metrics import DECLARED, add
from modelbench.scenarios.cold_start.vague_phases import bound_of
from modelbench.scenarios.cold_start.view import shown


def phase(median, precision, name="scheduling"):
    return PhaseStatus(name, trials=6, median_milliseconds=median, precision_milliseconds=precision)


def test_an_application_start_that_is_only_known_to_itself_is_a_bound():
    """Without the timing header it is mostly the wait for the kubelet's report of the address."""
    assert shown(phase(618, 618, "applicationStart")) == "<= 618 ms"
    assert shown(phase(300, 618, "readinessAndRouting")) == "<= 918 ms"


@pytest.mark.parametrize(
    ("median", "precision", "expected"),
    [
        (13, 1, "13 ms"),
        (619, 618, "619 ms"),
        (0, 1, "<= 1 ms"),
        (-2, 10, "<= 10 ms"),
        (None, None, "not known"),
        (5, None, "5 ms"),
    ],
)
def test_what_is_better_known_is_shown_as_it_is(median, precision, expected):
    assert shown(phase(median, precision)) == expected


def test_a_phase_that_is_not_there_is_not_known():
    assert shown(None) == "not known"
    assert bound_of(phase(0, 20, "serverStart")) == 1


def test_a_metric_of_a_phase_is_its_median_or_its_bound_as_the_tables_have_it():
    phases = (phase(13, 1), phase(618, 618, "applicationStart"))
    status = ColdStartStatus(trials=6, phases=phases)
    families = Families(DECLARED)
    add(families, ("n", "b", "x"), VariantStatus(name="x", mode="Serverless", cold_start=status))
    lines = families.lines()
    place = 'benchmark_namespace="n",benchmark="b",variant="x"'
    name = "modelbench_cold_start_phase_seconds"
    assert lines[name] == f'{name}{{{place},phase="scheduling",parent=""}} 0.013\n'
    name = "modelbench_cold_start_phase_bound_seconds"
    assert lines[name] == f'{name}{{{place},phase="applicationStart",parent=""}} 0.618\n'
