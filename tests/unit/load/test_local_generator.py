import json
import threading
import time
import tracemalloc

import pytest
from modelbench.load import generator
from modelbench.load.generator import LoadError, LocalGenerator

PLAN = {"offsetsNanoseconds": [0, 1000], "timeoutSeconds": 0.1}
STOPPABLE = """
trap 'echo stopped; exit 3' TERM
: > "$0.ready"
while :; do sleep 0.02; done
"""
# The first of two runs goes on until it is killed, the second tells whether it still does.
LEFT_BEHIND = """
cat > /dev/null
if [ -e "$0.process" ]; then kill -0 "$(cat "$0.process")" && echo both; echo second; exit; fi
echo $$ > "$0.written"
mv "$0.written" "$0.process"
exec sleep 60
"""


@pytest.fixture
def local(tmp_path):
    """A generator whose program is this shell script."""

    def make(script):
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return LocalGenerator(str(program))

    return make


@pytest.fixture
def soon(monkeypatch):
    """A program has not long to end."""
    monkeypatch.setattr(generator, "_END_SECONDS", 0.9)


def test_the_program_reads_the_plan_and_its_output_is_returned(local):
    assert json.loads(local("cat").attack(PLAN)) == PLAN


def test_a_program_that_fails_is_an_error_with_its_last_words(local):
    with pytest.raises(LoadError, match="ended with 2: url: is missing"):
        local("cat; echo url: is missing >&2; exit 2").attack(PLAN)


def test_a_program_that_was_stopped_has_sent_what_it_has(local):
    assert local("cat > /dev/null; echo some; exit 3").attack(PLAN) == "some\n"


def test_a_program_that_does_not_exist_is_an_error_of_the_load():
    with pytest.raises(LoadError, match="cannot be started"):
        LocalGenerator("/nowhere/modelbench-load").attack(PLAN)


def test_a_stop_ends_the_attack_and_keeps_its_output(local, tmp_path):
    ours, outputs = local(STOPPABLE), []
    attack = threading.Thread(target=lambda: outputs.append(ours.attack(PLAN)))
    attack.start()
    while not (tmp_path / "program.ready").exists():
        time.sleep(0.005)
    ours.stop()
    attack.join(10)
    assert outputs == ["stopped\n"]


def test_a_stop_without_an_attack_or_after_its_end_is_none(local):
    ours = local("cat")
    ours.stop()
    ours.attack(PLAN)
    ours.stop()


@pytest.mark.usefixtures("soon")
def test_an_attack_behind_a_queue_that_does_not_end_is_stopped_and_not_lost(local):
    assert local(STOPPABLE).attack(PLAN) == "stopped\n"


@pytest.mark.usefixtures("soon")
def test_a_program_that_ignores_its_stop_is_killed(local):
    with pytest.raises(LoadError, match="did not end"):
        local("trap '' TERM; exec sleep 60").attack(PLAN)


def test_an_attack_that_a_lost_runner_left_is_over_before_the_next_begins(local, tmp_path):
    ours, errors = local(LEFT_BEHIND), []

    def left():
        with pytest.raises(LoadError) as error:
            ours.attack(PLAN)
        errors.append(str(error.value))

    first = threading.Thread(target=left, daemon=True)
    first.start()
    while not (tmp_path / "program.process").exists():
        time.sleep(0.005)
    assert ours.attack(PLAN) == "second\n"
    first.join(10)
    assert errors == ["modelbench-load ended with -9: "]


def test_answers_that_are_too_large_are_told_by_the_field_that_has_them_kept(local):
    script = "cat > /dev/null; echo larger than 9 bytes >&2; exit 4"
    words = r"^spec\.model\.request\.expectedJSONPath: larger than 9 bytes$"
    with pytest.raises(LoadError, match=words):
        local(script).attack(PLAN)


def test_a_large_output_is_held_twice_for_a_moment_and_once_then(local):
    ours, size = local("cat > /dev/null; head -c 20000000 /dev/zero"), 20_000_000
    tracemalloc.start()
    output = ours.attack(PLAN)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(output) == size
    assert after < 1.2 * size
    assert peak < 2.2 * size


def test_a_plan_may_take_as_long_as_its_last_request_and_its_answer(local, monkeypatch):
    monkeypatch.setattr(generator, "_END_SECONDS", 0)
    late = {"offsetsNanoseconds": [0, 10**9], "timeoutSeconds": 5}
    assert local("sleep 0.5; echo done").attack(late) == "done\n"
