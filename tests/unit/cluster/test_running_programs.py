import sys
import time

import pytest

from cluster.shell import CommandError, insist


def test_a_program_that_fails_is_shown_with_its_last_words(shell):
    script = "import sys; print('\\n'.join(f'line {n}.' for n in range(90))); sys.exit(3)"
    with pytest.raises(CommandError) as caught:
        shell.run([sys.executable, "-c", script])
    text = str(caught.value)
    assert "ended with 3" in text
    assert "line 89." in text
    assert "line 10." not in text


def test_a_program_that_is_not_there_is_named(shell):
    with pytest.raises(CommandError, match="no-such-program is not installed"):
        shell.run(["no-such-program"])


def test_a_program_that_hangs_is_ended(shell):
    started = time.monotonic()
    with pytest.raises(CommandError, match="sleep 30 took longer than 0 s"):
        shell.run(["sleep", "30"], timeout_seconds=0.2)
    assert time.monotonic() - started < 10


def test_our_own_tools_come_before_the_users(shell, program):
    program("kubectl", 'echo "ours $KUBECONFIG"')
    assert shell.run(["kubectl"]) == f"ours {shell.settings.kubeconfig}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [(["false"], ["cat"]), (["echo"], ["sh", "-c", "cat; echo bad >&2; false"])],
)
def test_a_pipe_fails_with_either_end(shell, first, second):
    with pytest.raises(CommandError, match=f"^{first[0]} | {second[0]}"):
        shell.pipe(first, second)


def test_a_pipe_does_not_wait_for_a_first_end_that_nobody_reads(shell):
    with pytest.raises(CommandError):
        shell.pipe(["yes"], ["false"])


def test_a_pipe_that_hangs_is_ended(shell, monkeypatch):
    monkeypatch.setattr("cluster.shell.LONGEST_SECONDS", 0.2)
    started = time.monotonic()
    with pytest.raises(CommandError, match="took longer"):
        shell.pipe(["sleep", "30"], ["cat"])
    assert time.monotonic() - started < 10


def test_an_action_is_taken_again_until_it_succeeds(shell, tmp_path):
    script = f"test -e {tmp_path}/twice && echo done || {{ touch {tmp_path}/twice; exit 1; }}"
    assert insist(lambda: shell.run(["sh", "-c", script]), 20, pause_seconds=0) == "done\n"


def test_an_action_that_goes_on_failing_says_why(shell):
    with pytest.raises(CommandError, match="why"):
        insist(lambda: shell.run(["sh", "-c", "echo why; exit 1"]), 0.05, pause_seconds=0.01)
