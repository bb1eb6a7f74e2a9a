import pytest
from modelbench.load import node_load
from modelbench.load.node_load import NodeLoad, Ticks, busy_percent, cpu_model, read_ticks

STAT = """cpu  1000 20 300 8000 400 5 15 60 700 0
cpu0 500 10 150 4000 200 3 8 30 350 0
intr 12345 0 0
"""


def stat(busy, idle):
    return f"cpu  {busy} 0 0 {idle} 0 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"


def test_the_ticks_of_all_cpus_are_read_with_the_wait_for_disks_as_idle():
    """Guest time, the ninth column, is in the user time already."""
    assert read_ticks(STAT) == Ticks(idle=8400, total=9800)


def test_the_busy_share_is_that_of_the_time_between():
    assert busy_percent(Ticks(1000, 5000), Ticks(1300, 5400)) == 25
    assert busy_percent(Ticks(0, 0), Ticks(200, 200)) == 0


def test_an_interval_of_a_few_ticks_tells_nothing():
    assert busy_percent(Ticks(0, 0), Ticks(0, 99)) is None
    assert busy_percent(Ticks(0, 0), Ticks(0, 100)) == 100


@pytest.fixture
def proc(tmp_path, monkeypatch):
    monkeypatch.setattr(node_load, "_STAT", tmp_path / "stat")
    monkeypatch.setattr(node_load, "_CPU_INFO", tmp_path / "cpuinfo")
    return tmp_path


def test_each_wait_of_some_length_adds_its_share(proc):
    load = NodeLoad()
    (proc / "stat").write_text(stat(0, 0))
    for busy, idle in ((100, 300), (101, 302), (201, 402)):
        with load.quiet():
            (proc / "stat").write_text(stat(busy, idle))
    assert load.percents == [25.0, 50.0]


def test_a_wait_that_was_broken_off_tells_nothing(proc):
    load = NodeLoad()
    (proc / "stat").write_text(stat(0, 0))
    wait = load.quiet()
    wait.__enter__()
    (proc / "stat").write_text(stat(500, 500))
    assert not wait.__exit__(TimeoutError, TimeoutError(), None)
    assert load.percents == []


def test_the_cpu_is_named_where_the_kernel_names_one(proc):
    (proc / "cpuinfo").write_text("processor\t: 0\nmodel name\t: EPYC 7: B13\nmodel name\t: x\n")
    assert cpu_model() == "EPYC 7: B13"
    (proc / "cpuinfo").write_text("processor\t: 0\nBogoMIPS\t: 50\n")
    assert cpu_model() is None
