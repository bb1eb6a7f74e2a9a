"""A result beside its goal, and its lines for the terminal."""

from dataclasses import dataclass

_WIDTHS = (12, 50, 29)
_VERDICTS = {True: "met", False: "MISSED", None: "no goal"}


@dataclass(frozen=True)
class Result:
    """One measured value. ``met`` is None when it has no goal; ``details`` are lines below it."""

    name: str
    value: str
    goal: str
    met: bool | None
    how: str
    details: tuple[str, ...] = ()

    @property
    def missed(self) -> bool:
        """Whether there is a goal that is not met."""
        return self.met is False


def not_measured(name: str, reason: str) -> Result:
    """The result of a measurement that came to nothing; it counts as missed."""
    return Result(name, "not measured", "to be measured", met=False, how=reason)


def lines(result: Result) -> str:
    """The result, its details, and how it was measured."""
    cells = (result.name, result.value, f"goal: {result.goal}")
    head = "".join(f"{cell:<{width}}  " for cell, width in zip(cells, _WIDTHS, strict=True))
    below = [*result.details, f"({result.how})"]
    return "\n".join([head + _VERDICTS[result.met], *(f"{'':<14}{line}" for line in below)])


def conclusion(results: list[Result]) -> str:
    """One line about all of them."""
    missed = [result.name for result in results if result.missed]
    with_goal = sum(result.met is not None for result in results)
    if missed:
        return f"{len(missed)} of {with_goal} goals missed: {', '.join(missed)}"
    return f"{with_goal} of {with_goal} goals met"
