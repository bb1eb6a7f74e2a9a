"""A figure beside its goal, and its lines for the terminal."""

from dataclasses import dataclass

_WIDTHS = (12, 50, 29)
_VERDICTS = {True: "met", False: "MISSED", None: "no goal"}


@dataclass(frozen=True)
class Figure:
    """One figure. ``met`` is None when it has no goal; ``details`` are lines below it."""

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


def not_measured(name: str, reason: str) -> Figure:
    """The figure of a measurement that came to nothing; it counts as missed."""
    return Figure(name, "not measured", "to be measured", met=False, how=reason)


def lines(figure: Figure) -> str:
    """The figure, its details, and how it was measured."""
    cells = (figure.name, figure.value, f"goal: {figure.goal}")
    head = "".join(f"{cell:<{width}}  " for cell, width in zip(cells, _WIDTHS, strict=True))
    below = [*figure.details, f"({figure.how})"]
    return "\n".join([head + _VERDICTS[figure.met], *(f"{'':<14}{line}" for line in below)])


def conclusion(figures: list[Figure]) -> str:
    """One line about all of them."""
    missed = [figure.name for figure in figures if figure.missed]
    with_goal = sum(figure.met is not None for figure in figures)
    if missed:
        return f"{len(missed)} of {with_goal} goals missed: {', '.join(missed)}"
    return f"{with_goal} of {with_goal} goals met"
