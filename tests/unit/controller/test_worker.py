import itertools
import time

from modelbench.controller.worker import Worker


def run_until(worker, condition):
    worker.start()
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    worker.stop()
    assert condition()


def test_looks_never_overlap():
    running, most, done = 0, 0, []

    def sync(namespace, name):
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.001)
        running -= 1
        done.append(name)

    worker = Worker(sync)
    for name in "abcdef":
        worker.add(("n", name))
    run_until(worker, lambda: len(done) == 6)
    assert most == 1
    assert sorted(done) == list("abcdef")


def test_a_look_that_fails_is_taken_again_and_others_go_on():
    calls = []

    def sync(namespace, name):
        calls.append(name)
        if name == "bad":
            raise OSError("no answer")

    worker = Worker(sync)
    worker.add(("n", "bad"))
    worker.add(("n", "good"))
    run_until(worker, lambda: calls.count("bad") == 2)
    assert calls.count("good") == 1


def test_the_same_benchmark_asked_for_twice_is_looked_at_once():
    calls = []
    worker = Worker(lambda namespace, name: calls.append(name))
    worker.add(("n", "a"))
    worker.add(("n", "a"), 5.0)
    worker.add(("n", "b"))
    run_until(worker, lambda: "b" in calls)
    assert sorted(calls) == ["a", "b"]


def test_hundreds_that_wait_do_not_hold_up_the_one_that_measures():
    calls = []

    def sync(namespace, name):
        calls.append(name)
        time.sleep(0.002)
        return 0.01 if name == "measures" else None

    worker = Worker(sync, is_urgent=lambda key: key[1] == "measures")
    for number in range(100):
        worker.add(("n", f"waits-{number}"))
    worker.add(("n", "measures"), 0.01)
    run_until(worker, lambda: "waits-99" in calls)
    looks = [place for place, name in enumerate(calls) if name == "measures"]
    assert max(later - earlier for earlier, later in itertools.pairwise(looks)) < 20


def test_a_thousand_failures_in_a_row_are_waited_out_like_ten():
    worker = Worker(lambda namespace, name: None)
    delays = [worker._back_off(("n", "a")) for _ in range(2000)]
    assert delays[:3] == [2, 4, 8]
    assert set(delays[10:]) == {60}


def test_all_benchmarks_are_listed_again_and_again_without_any_event():
    lists, calls = [], []

    def list_due():
        lists.append(1)
        return [("n", "unseen")]

    worker = Worker(lambda namespace, name: calls.append(name), list_due, list_seconds=0.02)
    run_until(worker, lambda: calls.count("unseen") > 2)
    assert len(lists) > 2


def test_a_list_that_fails_is_tried_again_and_looks_go_on():
    lists, calls = [], []

    def list_due():
        lists.append(1)
        if len(lists) < 3:
            raise OSError("no answer")
        return [("n", "late")]

    worker = Worker(lambda namespace, name: calls.append(name), list_due, list_seconds=0.02)
    worker.add(("n", "early"))
    run_until(worker, lambda: "late" in calls)
    assert calls[0] == "early"


def test_those_that_fail_are_not_woken_with_the_others():
    calls = []

    def sync(namespace, name):
        calls.append(name)
        if name == "bad":
            raise OSError("no answer")
        return 60.0

    worker = Worker(sync)
    worker.add(("n", "bad"))
    worker.add(("n", "good"))
    worker.start()
    deadline = time.monotonic() + 5
    while len(calls) < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.05)
    worker.wake_all()
    time.sleep(0.1)
    worker.stop()
    assert (calls.count("good"), calls.count("bad")) == (2, 1)


def test_a_worker_that_was_stopped_or_never_started_is_not_alive():
    worker = Worker(lambda namespace, name: None)
    assert not worker.is_alive
    worker.start()
    assert worker.is_alive
    worker.stop()
    worker._thread.join(5)
    assert not worker.is_alive
