import pytest
from modelbench.api.scenarios.cold_start import Instant
from modelbench.pods.timing_header import parse_timing


def test_each_member_becomes_an_instant_in_nanoseconds():
    stamps = parse_timing("process-started=1764042000.120, model-loaded=1764042000.342")
    assert stamps[Instant.PROCESS_STARTED].nanoseconds == 1_764_042_000_120_000_000
    assert stamps[Instant.MODEL_LOADED].nanoseconds == 1_764_042_000_342_000_000


@pytest.mark.parametrize(
    "value",
    [None, "", "nonsense", "process-started=soon", "unknown=1764042000.1", "=,=", "a" * 999],
)
def test_what_is_not_understood_is_left_out(value):
    assert parse_timing(value) == {}


def test_a_bad_member_does_not_spoil_a_good_one():
    assert set(parse_timing("process-started=x, model-loaded=1.5")) == {Instant.MODEL_LOADED}
