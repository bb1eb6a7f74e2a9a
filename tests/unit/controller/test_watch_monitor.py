from modelbench.controller.watch_monitor import WatchMonitor


class Ears:
    """A hearing with a clock of its own that counts how often the watch was renewed."""

    def __init__(self):
        self.now, self.renewed = 0.0, 0
        self.monitor = WatchMonitor(lambda: self.now)
        self.monitor.begin(self._renew)

    def _renew(self):
        self.renewed += 1

    def list(self, **versions):
        self.now += 60
        self.monitor.check(versions)


def test_a_watch_that_told_everything_is_left_alone():
    ears = Ears()
    ears.monitor.saw("a", "1")
    for _ in range(10):
        ears.list(a="1")
    assert ears.renewed == 0


def test_a_watch_that_says_nothing_of_a_change_for_minutes_is_renewed():
    ears = Ears()
    ears.monitor.saw("a", "1")
    for _ in range(3):
        ears.list(a="2")
    assert ears.renewed == 0
    ears.list(a="2")
    assert ears.renewed == 1


def test_it_is_renewed_even_when_the_benchmark_changes_all_the_time():
    ears = Ears()
    ears.monitor.saw("a", "1")
    for version in range(2, 6):
        ears.list(a=str(version))
    assert ears.renewed == 1


def test_one_that_lags_behind_is_not_deaf():
    ears = Ears()
    for version in range(20):
        ears.monitor.saw("a", str(version))
        ears.list(a=str(version + 1))
    assert ears.renewed == 0


def test_what_is_gone_is_not_waited_for():
    ears = Ears()
    ears.monitor.saw("a", "1")
    for _ in range(3):
        ears.list(a="2")
    for _ in range(10):
        ears.list()
    assert ears.renewed == 0


def test_each_life_of_a_watch_has_the_same_patience_anew():
    ears = Ears()
    for _ in range(4):
        ears.list(a="1")
    assert ears.renewed == 1
    ears.monitor.begin(ears._renew)
    for _ in range(3):
        ears.list(a="1")
    assert ears.renewed == 1
    ears.monitor.saw("a", "1")
    ears.list(a="1")
    assert ears.renewed == 1
