"""Conditions by the Kubernetes API conventions."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

import msgspec

from modelbench.api.bounds import shortened, text
from modelbench.api.reasons import Reason
from modelbench.api.values import Value

MESSAGE_LENGTH = 2048
"""As the CRD bounds it."""

SUCCEEDED: Final = "Succeeded"
"""The summary that ``kubectl wait`` uses."""

RESOURCES_READY: Final = "ResourcesReady"
OBJECTIVES_MET: Final = "ObjectivesMet"
NODE_QUIET: Final = "NodeQuiet"
SUSPENDED: Final = "Suspended"
_MEASURED: Final = "Measured"

ConditionType = Annotated[str, msgspec.Meta(pattern="^[A-Z][A-Za-z0-9]*$", max_length=64)]
"""One of the constants above, or of a variant and a scenario: see ``measured_type``."""


class Condition(Value, frozen=True):
    """One condition as it stands in a status."""

    type: ConditionType
    status: Literal["True", "False", "Unknown"]
    reason: Reason
    message: Annotated[str, text(MESSAGE_LENGTH)]
    last_transition_time: Annotated[str, text(64)]
    observed_generation: int | None = None

    @property
    def is_true(self) -> bool:
        """Whether it holds."""
        return self.status == "True"

    @property
    def is_false(self) -> bool:
        """Whether it is known not to hold."""
        return self.status == "False"

    @property
    def is_unknown(self) -> bool:
        """Whether it is still open."""
        return self.status == "Unknown"


class ConditionUpdate(Value, frozen=True):
    """What a condition is to become; a status of None is "Unknown"."""

    type: ConditionType
    status: bool | None
    reason: Reason
    message: Annotated[str, msgspec.Meta(max_length=65536)]


def measured_type(variant: str, scenario: str) -> ConditionType:
    """The condition of one scenario on one variant: ``ServerlessColdStartMeasured``."""
    words = "".join(word.capitalize() for word in variant.split("-"))
    return f"{words}{scenario[:1].upper()}{scenario[1:]}{_MEASURED}"


def is_measured_type(type_: str) -> bool:
    """Whether a condition speaks of a scenario on a variant."""
    return type_.endswith(_MEASURED)


def set_condition(
    conditions: Iterable[Condition],
    update: ConditionUpdate,
    *,
    generation: int,
    now: str,
    order: Sequence[str],
) -> tuple[Condition, ...]:
    """The list with one condition set; ``lastTransitionTime`` moves only when the status does.

    ``now`` is an RFC 3339 time. ``order`` holds the types in the order in which they are told;
    types that it lacks come last.
    """
    known = {condition.type: condition for condition in conditions}
    previous = known.get(update.type)
    text: Literal["True", "False", "Unknown"] = (
        "Unknown" if update.status is None else "True" if update.status else "False"
    )
    same = previous is not None and previous.status == text
    known[update.type] = Condition(
        type=update.type,
        status=text,
        reason=update.reason,
        message=shortened(update.message, MESSAGE_LENGTH),
        last_transition_time=previous.last_transition_time if same and previous else now,
        observed_generation=generation,
    )
    ranks = {type_: rank for rank, type_ in enumerate(order)}
    return tuple(sorted(known.values(), key=lambda one: ranks.get(one.type, len(ranks))))


def find_condition(conditions: Iterable[Condition], type_: str) -> Condition | None:
    """The condition of that type."""
    return next((condition for condition in conditions if condition.type == type_), None)


def is_finished(conditions: Iterable[Condition]) -> bool:
    """Whether the benchmark has ended, well or badly."""
    summary = find_condition(conditions, SUCCEEDED)
    return summary is not None and not summary.is_unknown
