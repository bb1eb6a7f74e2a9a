import pytest

from tests.bench import __main__ as command
from tests.bench.result import Result

FIGURE = Result("created", "median 0.60 s", "below 2 s", met=True, how="five times")


def test_everything_is_measured_by_default():
    assert command.parse([]) == ["lanes", "delay", "highest", "created", "idle"]


def test_only_may_be_given_several_times():
    assert command.parse(["--only", "idle", "--only", "created"]) == ["created", "idle"]


def test_an_unknown_name_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.parse(["--only", "nothing"])
    assert "invalid choice" in capsys.readouterr().err


def test_a_measurement_that_breaks_is_a_missed_result(monkeypatch):
    def broken(workspace):
        raise TimeoutError("not within 60 s: the arms exist")

    monkeypatch.setattr(command, "MEASUREMENTS", {"created": broken})
    [result] = command.attempt("created", None)
    assert result.missed
    assert result.how == "TimeoutError: not within 60 s: the arms exist"


def test_the_results_of_a_measurement_are_handed_on(monkeypatch):
    monkeypatch.setattr(command, "MEASUREMENTS", {"created": lambda workspace: [FIGURE]})
    assert command.attempt("created", None) == [FIGURE]
