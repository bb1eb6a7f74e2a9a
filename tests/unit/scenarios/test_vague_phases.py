import pytest
from modelbench.api.scenarios.cold_start import PhaseStatus
from modelbench.scenarios.cold_start.vague_phases import bound_of, shown


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
