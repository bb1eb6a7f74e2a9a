import time

from modelbench.api.scenarios.parts import ScaleChange
from modelbench.kube.watch import Signal
from modelbench.load.scale_recorder import ScaleRecorder


class Replicas:
    """A variant whose replicas a test sets, with a clock that it moves."""

    def __init__(self):
        self.signal, self.now, self.scale = Signal(), 1_000, (1, 1)

    def recorder(self, start=1_000):
        return ScaleRecorder(self.signal, lambda: self.scale, lambda: self.now, start)

    def change(self, now, scale, recorder):
        """Set it and tell, and wait until the recorder has seen it."""
        seen = len(recorder.changes)
        self.now, self.scale = now, scale
        self.signal.notify()
        while len(recorder.changes) == seen:
            time.sleep(0.001)


def test_the_state_at_the_begin_and_each_change_are_recorded_with_their_offsets():
    replicas = Replicas()
    with replicas.recorder(start=1_500) as recorder:
        replicas.change(3_500, (3, 1), recorder)
        replicas.change(4_500, (3, 2), recorder)
    assert recorder.changes == (
        ScaleChange(-500, 1, 1),
        ScaleChange(2_000, 3, 1),
        ScaleChange(3_000, 3, 2),
    )


def test_what_does_not_change_is_recorded_once():
    replicas = Replicas()
    with replicas.recorder() as recorder:
        for _ in range(5):
            replicas.signal.notify()
            time.sleep(0.002)
    assert recorder.changes == (ScaleChange(0, 1, 1),)


def test_a_change_that_no_watch_tells_is_seen_all_the_same():
    replicas = Replicas()
    with replicas.recorder() as recorder:
        replicas.scale = (2, 1)
        deadline = time.monotonic() + 5
        while len(recorder.changes) == 1 and time.monotonic() < deadline:
            time.sleep(0.005)
    assert [change.wanted for change in recorder.changes] == [1, 2]


def test_nothing_is_recorded_after_the_end():
    replicas = Replicas()
    with replicas.recorder() as recorder:
        pass
    replicas.scale = (9, 9)
    replicas.signal.notify()
    time.sleep(0.02)
    assert len(recorder.changes) == 1
