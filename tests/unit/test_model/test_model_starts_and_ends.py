import signal
import time
from pathlib import Path

from model_process import ask, connected, ended, hears, running


def test_memory_is_resident():
    with running(MEMORY_MEGABYTES="64") as (process, port), connected(port) as connection:
        ask(connection)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(resident.split()[1]) > 64 * 1024


def test_it_crashes_when_asked_to():
    with running(CRASH_AT_START="1") as (process, _):
        assert ended(process) == (3, "CRASH_AT_START is 1: crashing, as asked\n")


def test_it_exits_when_its_time_is_over():
    with running(EXIT_AFTER_SECONDS="0.1") as (process, _):
        assert ended(process) == (3, "EXIT_AFTER_SECONDS is over: exiting, as asked\n")


def test_a_bad_setting_ends_it_and_is_named():
    with running(STATUS="fine") as (process, _):
        assert ended(process) == (2, "STATUS is 'fine': must be a whole number from 200 to 599\n")


def test_it_ends_on_the_signal_even_while_it_starts():
    with running(STARTUP_DELAY_SECONDS="60") as (process, _):
        while not hears(process, signal.SIGTERM):
            time.sleep(0.001)
        process.terminate()
        assert ended(process) == (0, "")


def test_it_can_be_deaf_to_the_signal():
    with running(IGNORE_SIGTERM="1") as (process, port), connected(port) as connection:
        process.terminate()
        assert ask(connection)[0].status == 200
        assert process.poll() is None
