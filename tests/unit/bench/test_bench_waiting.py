import pytest

from tests.bench.waiting import OvertakenError, undisturbed
from tools.waiting import wait_until


def test_the_first_true_value_is_returned():
    looks = iter([None, 0, "pod"])
    assert wait_until(lambda: next(looks), 5, "a pod", pause_seconds=0) == "pod"


def test_the_limit_says_what_was_awaited():
    with pytest.raises(TimeoutError, match="not within 0 s: a pod"):
        wait_until(lambda: None, 0, "a pod", pause_seconds=0.001)


def test_the_words_may_come_from_the_last_look():
    with pytest.raises(TimeoutError, match="not within 0 s: 7 trials"):
        wait_until(lambda: None, 0, lambda: f"{7} trials", pause_seconds=0.001)


def test_a_disturbed_measurement_is_done_again_after_the_same_preparation():
    outcomes = iter([OvertakenError("queued"), 3])
    prepared = []

    def measure():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert undisturbed(lambda: prepared.append(1), measure) == 3
    assert len(prepared) == 2


def test_it_is_given_up_after_some_attempts():
    def measure():
        raise OvertakenError("queued")

    with pytest.raises(TimeoutError, match="in each of 3 attempts"):
        undisturbed(lambda: None, measure)
