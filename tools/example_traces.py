"""Writes the two traces of examples/traces.yaml: ``python -m tools.example_traces``.

They are drawn from a seed, and follow what is published of Azure Functions: M. Shahrad et al.,
"Serverless in the Wild", USENIX ATC 2020 (https://www.usenix.org/conference/atc20/presentation/shahrad).
There most applications are invoked rarely: 45% at most once an hour on average, 81% at most once a
minute. How their requests bunch is our own choice, and no figure of that paper.
"""

from collections.abc import Sequence
from pathlib import Path
from random import Random

from modelbench.traffic.poisson import poisson

EXAMPLE = Path(__file__).parent.parent / "examples" / "traces.yaml"
_BEGIN, _END = "# --- {} begins\n", "# --- {} ends\n"
_WEEK_SECONDS, _DAY_SECONDS = 604_800, 86_400
_INTERVAL_SECONDS = 300
_SEED = 2020


def hourly() -> list[float]:
    """A week of a function that is invoked once an hour in the mean: seconds, in visits of a few
    requests whose first are hours apart.
    """
    random = Random(_SEED)  # noqa: S311 (the example is the same each time)
    found: list[float] = []
    second = random.expovariate(1 / 7200)
    while second < _WEEK_SECONDS:
        found.append(round(second, 1))
        is_last = random.random() < 0.4
        second += random.expovariate(1 / (8100 if is_last else 40))
    return found


def office() -> list[int]:
    """A week of a function that is invoked about once a minute in the mean: requests in each five
    minutes, most of them by day and on weekdays, with a burst now and then.
    """
    random = Random(_SEED + 1)  # noqa: S311
    return [_count(random, start) for start in range(0, _WEEK_SECONDS, _INTERVAL_SECONDS)]


def _count(random: Random, second: int) -> int:
    hour, is_weekday = second % _DAY_SECONDS / 3600, second < 5 * _DAY_SECONDS
    rate = 1.0 / 60
    if 7 <= hour < 20:
        rate *= 2.2 if is_weekday else 0.8
    else:
        rate *= 0.3
    if random.random() < 0.01:
        rate *= 10
    return sum(1 for _ in poisson(rate, 0.0, _INTERVAL_SECONDS, random))


def rows(numbers: Sequence[object], indent: str, width: int = 96) -> str:
    """Numbers with commas, in lines of a YAML list."""
    lines, line = [], indent
    for number in numbers:
        word = f"{number}, "
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = indent
        line += word
    return "\n".join([*lines, line.rstrip(", ")]) + "\n"


def written(text: str) -> str:
    """The example with both traces between their marks."""
    csv = "".join(f"    {line}\n" for line in ("timestamp", *hourly()))
    text = _between(text, "hourly", csv)
    return _between(text, "office", rows(office(), " " * 10))


def _between(text: str, name: str, content: str) -> str:
    head, begin, rest = text.partition(_BEGIN.format(name))
    _, end, tail = rest.partition(_END.format(name))
    indent = head[head.rindex("\n") + 1 :]
    return f"{head}{begin}{content}{indent}{end}{tail}"


if __name__ == "__main__":
    EXAMPLE.write_text(written(EXAMPLE.read_text()))
