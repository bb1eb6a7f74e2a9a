"""The costs that ``modelbench price`` shows, in each of its formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.choices import Shape
from modelbench.api.conditions import Condition
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec
from modelbench.api.trace import StoredTrace
from modelbench.decision.what_if import (
    Documents,
    WhatIf,
    changed_samples,
    changed_spec,
    concluded,
    swept,
)
from modelbench.display.source import source_of
from modelbench.view.price_plot import price_plot
from modelbench.view.price_rows import (
    PricedProfile,
    note_lines,
    price_csv,
    price_document,
    price_markdown,
    price_text,
    priced_profiles,
)


@dataclass(frozen=True)
class Priced:
    """What was found; ``curve`` are the profiles of a sweep, if one was asked for."""

    profiles: tuple[PricedProfile, ...]
    curve: tuple[PricedProfile, ...] = ()

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """Costs as data."""
        found = price_document(self.profiles)
        return {**found, "sweep": price_document(self.curve)["profiles"]} if self.curve else found

    @property
    def csv(self) -> str:
        """A row for each option: of the sweep where there is one."""
        return price_csv(self.curve or self.profiles)

    @property
    def markdown(self) -> str:
        """Tables, and a curve as code."""
        plots = [f"```text\n{plot}\n```" for plot in self._plots]
        return "\n\n".join([price_markdown(self.profiles), *plots])

    @property
    def table(self) -> str:
        """Tables in 80 columns; a sweep is drawn, with where two options cost the same."""
        if not self.curve:
            return price_text(self.profiles)
        return "\n\n".join([*self._plots, "\n".join(note_lines(self.profiles[0].profile))])

    @property
    def _plots(self) -> list[str]:
        costs = [one for priced in self.curve for one in priced.profile.costs]
        currencies = dict.fromkeys(one.currency for one in costs if one.currency)
        evens = self.profiles[0].profile.break_evens
        marked = [one.requests_per_month for one in evens if one.requests_per_month]
        return [plot for one in currencies if (plot := price_plot(self.curve, one, marked))]


def what_if(
    sheets: Documents | None,
    *,
    requests: Sequence[int],
    trace: StoredTrace | None,
    shape: str | None,
    stable_window: float | None,
    replicas: int | None,
    control_plane: bool | None,
    services: int | None,
    free_tier: bool | None,
    fees: bool | None,
) -> WhatIf:
    """What the options of the command ask for."""
    return WhatIf(
        requests_per_month=tuple(dict.fromkeys(requests)),
        trace=trace,
        shape=None if shape is None else Shape(shape),
        sheets=sheets,
        stable_window_seconds=None if stable_window is None else round(stable_window),
        replicas=replicas,
        include_control_plane=control_plane,
        control_plane_services=services,
        include_free_tier=free_tier,
        fees=fees,
    )


@dataclass(frozen=True)
class Question:
    """What is to be priced: samples and a spec, changed as it was asked for."""

    samples: Samples
    spec: Spec
    conditions: Sequence[Condition]

    @property
    def missing(self) -> str | None:
        """What must be said beside it, if anything."""
        if not self.samples.sheets:
            return "was run without spec.cost: name price sheets with --sheet"
        if not self.spec.traffic:
            return "has no spec.traffic: give --requests-per-month or --trace"
        return None


def question_of(benchmark: Benchmark, results: Mapping[str, str] | None, asked: WhatIf) -> Question:
    """A benchmark with its samples, changed. FormatError when the samples cannot be read."""
    source = source_of(benchmark, results)
    return Question(
        changed_samples(source.samples, asked),
        changed_spec(source.spec, asked),
        source.status.conditions,
    )


def priced(question: Question, sweep: Sequence[int] | None) -> Priced:
    """The costs of a benchmark as asked."""
    samples, spec = question.samples, question.spec
    found = priced_profiles(concluded(samples, spec, question.conditions), spec)
    if sweep is None:
        return Priced(tuple(found))
    shape = str(spec.traffic[0].shape)
    curve = [PricedProfile(shape, one) for one in swept(samples, spec, sweep)]
    return Priced(tuple(found), tuple(curve))
