"""What the metrics of scenarios that are measured trial by trial have in common."""

from collections.abc import Iterable, Mapping

from modelbench.api.scenarios.parts import RejectedTrials
from modelbench.metrics.families import MILLI, Families, Labels


def add_statistics(
    families: Families, name: str, labels: Labels, milliseconds: Mapping[str, int | None]
) -> None:
    """Add durations by the name of their statistic, which is the last label."""
    for statistic, value in milliseconds.items():
        families.add(name, (*labels, statistic), value, MILLI)


def add_outcomes(
    families: Families,
    name: str,
    labels: Labels,
    accepted: int,
    rejected: Iterable[RejectedTrials],
) -> None:
    """Add how many trials were accepted, and rejected for each reason: the last label."""
    families.add(name, (*labels, "accepted"), accepted)
    for one in rejected:
        families.add(name, (*labels, one.reason), one.count)
