"""A server that stalls: no answer at all for a while, then all of them."""

import time
from concurrent.futures import ThreadPoolExecutor

from server import Answers
from settings import Settings


def waited(answers):
    before = time.monotonic()
    answers.wait_for_pause()
    return time.monotonic() - before


def test_without_a_setting_nothing_waits():
    answers = Answers(Settings())
    assert max(waited(answers) for _ in range(50)) < 0.1


def test_every_request_of_a_pause_waits_for_its_end():
    answers = Answers(Settings(pause_every_requests=3, pause_seconds=0.3))
    assert max(waited(answers) for _ in range(2)) < 0.1
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(waited, [answers, answers]))
    assert min(both) > 0.25
    assert waited(answers) < 0.1
