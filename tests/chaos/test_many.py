"""Thousands of benchmarks cost the operator little, and hold up nobody."""

import pytest

from tests.bench import many


@pytest.mark.timeout(900)
def test_two_thousand_finished_and_three_hundred_waiting(row, capsys):
    must = "operator below 200 MiB, a scrape below 1 s, below 5 MiB, a step every 2 s"
    with row("2,000 finished benchmarks with decisions, 300 waiting for one", must) as seen:
        code = many.main(["--finished", "2000", "--waiting", "300", "--seconds", "60"])
        told = [line for line in capsys.readouterr().out.splitlines() if "goal:" in line]
        seen += [" ".join(line.split()) for line in told]
        assert code == 0
