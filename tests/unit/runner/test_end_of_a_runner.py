"""A runner or generator that is told to end writes and sends no more."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import modelbench
import pytest

# In place of the part that is named, one that only waits.
PROGRAM = """
import sys, time
from types import SimpleNamespace

def wait(*_):
    try:
        print("waits", flush=True)
        time.sleep(60)
    finally:
        print("goes on", flush=True)

sys.modules[sys.argv[1]] = SimpleNamespace(run=wait, serve=wait)
from modelbench.__main__ import main
main(sys.argv[2:])
"""
ROOT = str(Path(modelbench.__file__).parent.parent)
PARTS = [
    ("modelbench.runner.run", "runner", "--namespace=n", "--name=b"),
    ("modelbench.load.agent", "generator"),
]


@pytest.mark.parametrize("arguments", PARTS, ids=["runner", "generator"])
def test_it_ends_at_once_and_not_as_a_success_when_it_is_told_to(arguments):
    command = [sys.executable, "-c", PROGRAM, *arguments]
    environment = {
        **os.environ,
        "PYTHONPATH": ROOT,
        "MODELBENCH_TOKEN": "word",
        "MODELBENCH_TARGETS": "{}",
    }
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout.readline() == "waits\n"
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (128 + signal.SIGTERM, "")
