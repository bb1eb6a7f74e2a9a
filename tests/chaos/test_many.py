"""Thousands of benchmarks cost the operator little, and hold up nobody."""

import pytest

from tests.bench import many


@pytest.mark.timeout(900)
def test_two_thousand_finished(row, capsys):
    must = "operator below 200 MiB, a scrape below 1 s, below 5 MiB"
    with row("2,000 finished benchmarks with decisions", must) as seen:
        code = many.main(["--finished", "2000", "--seconds", "60"])
        told = [line for line in capsys.readouterr().out.splitlines() if ": " in line]
        seen += [" ".join(line.split()) for line in told[:4]]
        assert code == 0
