"""What would be concluded from the same samples at other traffic, prices or settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from modelbench.api.choices import Cost, Objective, Shape, Sheets, TrafficProfile
from modelbench.api.conditions import Condition, ConditionUpdate
from modelbench.api.decision_status import ProfileStatus
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec
from modelbench.api.status import Findings
from modelbench.api.trace import StoredTrace
from modelbench.cost.price_sheet import parse_sheet
from modelbench.decision.conclusions import conclude, profiles_of
from modelbench.decision.cost_status import costs_status
from modelbench.traffic.profiles import traffic_of

Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class WhatIf:
    """What is to be other than it was; None (or nothing) is as it was.

    ``trace`` stands in place of all profiles, ``sheets`` are documents by name in place of those of
    the run. ``fees`` is whether all fees of the sheets are counted.
    """

    requests_per_month: tuple[int, ...] = ()
    trace: StoredTrace | None = None
    shape: Shape | None = None
    sheets: Documents | None = None
    stable_window_seconds: int | None = None
    replicas: int | None = None
    include_control_plane: bool | None = None
    control_plane_services: int | None = None
    include_free_tier: bool | None = None
    fees: bool | None = None


def changed_spec(spec: Spec, what_if: WhatIf) -> Spec:
    """The spec with what is to be other; one without ``spec.cost`` gets its defaults."""
    cost = spec.cost or Cost(Sheets(), False, 1, True)
    settings = {
        name: value
        for name in (
            "stable_window_seconds",
            "include_control_plane",
            "control_plane_services",
            "include_free_tier",
        )
        if (value := getattr(what_if, name)) is not None
    }
    traffic = _traffic(spec, what_if)
    containerized = spec.containerized
    if what_if.replicas is not None:
        containerized = replace(containerized, replicas=what_if.replicas)
    return replace(
        spec,
        cost=replace(cost, **settings),
        traffic=traffic,
        containerized=containerized,
        objectives=tuple(_speaking_of(spec.objectives, traffic)),
    )


def changed_samples(samples: Samples, what_if: WhatIf) -> Samples:
    """The samples with other price sheets, where they are to be other, and with another trace."""
    sheets = samples.sheets if what_if.sheets is None else tuple(what_if.sheets.items())
    if what_if.fees is not None:
        sheets = tuple((name, _with_fees(one, what_if.fees)) for name, one in sheets)
    traces = () if what_if.trace is None else (what_if.trace,)
    return replace(samples, sheets=sheets, traces=(*samples.traces, *traces))


def concluded(samples: Samples, spec: Spec, conditions: Sequence[Condition]) -> Findings:
    """The costs and the recommendations. ``conditions`` are those of the run: an Invalid one is so
    at any traffic, and a busy node was busy.

    SheetError when a price sheet cannot be used.
    """
    invalid = tuple(
        ConditionUpdate(one.type, None, one.reason, one.message)
        for one in conditions
        if one.reason in (Reason.INVALID, Reason.BUSY)
    )
    return conclude(Findings(), invalid, samples, spec)[0]


def swept(samples: Samples, spec: Spec, requests: Sequence[int]) -> list[ProfileStatus]:
    """The costs at each of these requests a month, at the shape of the spec's first profile.

    Break-evens are left out: they are the same at all of them. SheetError as before.
    """
    sheets = [parse_sheet(name, document) for name, document in samples.sheets]
    first = spec.traffic[0]
    grid = [traffic_of(_profile(count, first), samples.traces) for count in requests]
    found = profiles_of(samples, spec, sheets, grid)
    return [costs_status(profile, spec.cost) for profile in found if spec.cost is not None]


def _traffic(spec: Spec, what_if: WhatIf) -> tuple[TrafficProfile, ...]:
    """Profiles of other numbers have the shape of the spec's first, if no other is asked for."""
    model = spec.traffic[0] if spec.traffic else TrafficProfile("", Shape.CONSTANT)
    found = spec.traffic
    if what_if.trace is not None:
        model = TrafficProfile("trace", Shape.TRACE, trace=what_if.trace.source)
        found = (model,)
    if what_if.requests_per_month:
        found = tuple(_profile(count, model) for count in what_if.requests_per_month)
    if what_if.shape is None or what_if.shape is model.shape:
        return found
    plain = {"shape": what_if.shape, "hourly_weights": (), "weekly_weights": (), "trace": None}
    return tuple(replace(one, **plain) for one in found)


def _profile(requests: int, model: TrafficProfile) -> TrafficProfile:
    return replace(model, name=str(requests), requests_per_month=requests, requests_per_second=None)


def _speaking_of(
    objectives: Sequence[Objective], traffic: Sequence[TrafficProfile]
) -> list[Objective]:
    """Leave out objectives on a traffic that is not asked about."""
    names = {None, *(profile.name for profile in traffic)}
    return [one for one in objectives if one.traffic in names]


def _with_fees(document: Mapping[str, Any], counted: bool) -> dict[str, Any]:
    fees = [{**fee, "counted": str(counted).lower()} for fee in document.get("fees", ())]
    return {**document, **({"fees": fees} if fees else {})}
