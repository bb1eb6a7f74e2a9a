import pytest

from tests.bench.result import Result, conclusion, lines, not_measured

MET = Result("created", "median 0.60 s", "below 2 s", met=True, how="five times")
MISSED = Result("idle CPU", "12.0 millicores", "below 10 millicores", met=False, how="60 s")
REPORTED = Result("highest", "2000/s", "none", met=None, how="steady", details=("500/s: 40 us",))


@pytest.mark.parametrize(
    ("result", "verdict"), [(MET, "met"), (MISSED, "MISSED"), (REPORTED, "no goal")]
)
def test_a_result_stands_beside_its_goal_and_the_verdict(result, verdict):
    head = lines(result).splitlines()[0]
    assert head.startswith(result.name)
    assert result.value in head
    assert f"goal: {result.goal}" in head
    assert head.endswith(verdict)


def test_details_and_how_it_was_measured_follow():
    below = [line.strip() for line in lines(REPORTED).splitlines()[1:]]
    assert below == ["500/s: 40 us", "(steady)"]


def test_the_conclusion_names_what_was_missed():
    assert conclusion([MET, MISSED, REPORTED]) == "1 of 2 goals missed: idle CPU"


def test_a_result_without_a_goal_is_not_counted():
    assert conclusion([MET, REPORTED]) == "1 of 1 goals met"


def test_what_was_not_measured_counts_as_missed():
    result = not_measured("lanes", "TimeoutError: not within 900 s")
    assert result.missed
    assert "not within 900 s" in lines(result)
