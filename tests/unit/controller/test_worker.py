import asyncio

from modelbench.controller.worker import Worker


async def run_until(worker, condition):
    task = asyncio.create_task(worker.run())
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)
    task.cancel()


def test_steps_never_overlap():
    running, most, done = 0, 0, []

    def reconcile(namespace, name):
        nonlocal running, most
        running += 1
        most = max(most, running)
        running -= 1
        done.append(name)

    async def scenario():
        worker = Worker(reconcile)
        for name in "abcdef":
            worker.add(("n", name))
        await run_until(worker, lambda: len(done) == 6)

    asyncio.run(scenario())
    assert most == 1
    assert sorted(done) == list("abcdef")


def test_a_step_that_fails_is_taken_again_and_others_go_on():
    calls = []

    def reconcile(namespace, name):
        calls.append(name)
        if name == "bad":
            raise OSError("no answer")

    async def scenario():
        worker = Worker(reconcile)
        worker.add(("n", "bad"))
        worker.add(("n", "good"))
        await run_until(worker, lambda: calls.count("bad") == 2)

    asyncio.run(scenario())
    assert calls.count("good") == 1


def test_the_same_benchmark_asked_for_twice_is_looked_at_once():
    calls = []

    async def scenario():
        worker = Worker(lambda namespace, name: calls.append(name))
        worker.add(("n", "a"))
        worker.add(("n", "a"), 5.0)
        worker.add(("n", "b"))
        await run_until(worker, lambda: "b" in calls)

    asyncio.run(scenario())
    assert sorted(calls) == ["a", "b"]
