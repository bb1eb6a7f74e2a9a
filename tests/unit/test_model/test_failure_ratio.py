import pytest
from server import Answers
from settings import Settings


def statuses(count, **settings):
    answers = Answers(Settings(**settings))
    return [answers.next_status() for _ in range(count)]


def test_no_ratio_no_failure():
    assert set(statuses(100)) == {200}
    assert set(statuses(10, status=404)) == {404}


def test_a_whole_ratio_fails_every_answer():
    assert set(statuses(10, failure_ratio=1.0)) == {500}


@pytest.mark.parametrize("ratio", [0.01, 0.1, 0.29, 1 / 3, 0.5, 0.9])
def test_of_every_many_answers_the_share_fails(ratio):
    given = statuses(1000, failure_ratio=ratio)
    for count in range(1, len(given) + 1):
        assert given[:count].count(500) == int(count * ratio + 1e-9)


@pytest.mark.parametrize("every", [2, 4, 10])
def test_failures_are_spread_evenly(every):
    given = statuses(every * 5, failure_ratio=1 / every)
    assert [i for i, status in enumerate(given, 1) if status == 500] == [
        every * i for i in range(1, 6)
    ]
