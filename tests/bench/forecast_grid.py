"""The forecast against an independent simulation: ``python -m tests.bench.forecast_grid``.

Each line is one cell: pod-seconds, share of cold requests and 99th percentile of both, and how far
they are apart. The independent simulation goes on until its own error (one standard deviation) is
1% of the pod-seconds and 1.5% of the cold requests, or its time is up; the error of the difference
stands beside it. Cells are taken in a random order, which is always the same, so that any number of
them is a spread of the grid. At the end is how many lie within the limits, beyond twice that error.
``--table`` adds all of it to a file.
"""

import argparse
import csv
import random
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from tests.bench.forecast_cells import SHAPES, Cell, Compared, Difference, compared

WINDOWS_SECONDS = (6, 60, 600)
STARTS_SECONDS = (0.5, 2.0, 10.0, 30.0, 120.0)
SERVICES_SECONDS = (0.005, 0.1, 1.0, 10.0)
LIMITS = (1, 10, 0)
"""containerConcurrency."""
LOADS = (0.3, 1.0, 3.0)
"""Requests within a hold time, in the mean."""

CELL_SECONDS = 10.0
"""Of this process's CPU for one cell of the slow simulation."""
MOST_MEAN, MOST_P99 = 0.02, 0.05


def cells() -> list[Cell]:
    """All of the grid, in a random order that is always the same."""
    axes = (SHAPES, WINDOWS_SECONDS, STARTS_SECONDS, SERVICES_SECONDS, LIMITS, LOADS)
    found = [Cell(*one) for one in product(*axes)]
    random.Random("forecast grid").shuffle(found)
    return found


def run(asked: argparse.Namespace) -> Iterator[tuple[Cell, Difference]]:
    """Each cell as it is done, until the time is up."""
    end = time.monotonic() + asked.seconds
    for number, cell in enumerate(cells()[asked.skip :], asked.skip + 1):
        if time.monotonic() > end:
            return
        found = compared(cell, asked.cell_seconds, number)
        print(number, cell, found, sep="  ", flush=True)
        if asked.table is not None:
            add_to(asked.table, cell, found)
        yield cell, found


def summary(found: Sequence[tuple[Cell, Difference]]) -> Iterator[str]:
    """How many cells lie within the limits, the worst of them, and the error of that."""
    limits = {"pods": MOST_MEAN, "cold": MOST_MEAN, "p99": MOST_P99}
    for name, most in limits.items():
        values = [(cell, getattr(one, name)) for cell, one in found]
        within = sum(value.beyond <= most for _, value in values)
        plainly = sum(abs(value.off) <= most for _, value in values)
        cell, worst = max(values, key=lambda one: one[1].beyond)
        yield (
            f"{name}: {within} of {len(values)} within {most:.0%} beyond twice the error, "
            f"{plainly} without it; worst {worst}: {cell}"
        )


_COLUMNS = ("forecast", "independent", "off_percent", "error_percent")


def add_to(path: Path, cell: Cell, found: Difference) -> None:
    """One comma-separated line at the end of a table, which begins with the columns' names."""
    is_new = not path.exists()
    with path.open("a", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        values = ("pods", "cold", "p99")
        if is_new:
            table.writerow([*vars(cell), *(f"{v}_{name}" for v in values for name in _COLUMNS)])
        row = (number for value in values for number in _row(getattr(found, value)))
        table.writerow([*vars(cell).values(), *row])


def _row(value: Compared) -> tuple[str, ...]:
    return (
        f"{value.forecast:.5g}",
        f"{value.independent:.5g}",
        f"{100 * value.off:.2f}",
        f"{100 * value.relative_error:.2f}",
    )


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--cell-seconds", type=float, default=CELL_SECONDS)
    parser.add_argument("--skip", type=int, default=0, help="leave out so many cells")
    parser.add_argument("--table", type=Path, help="a file to add the table to")
    asked = parser.parse_args()
    found = list(run(asked))
    print(*summary(found), sep="\n")


if __name__ == "__main__":
    main()
