"""Reactivations: what requests meet some time after the last one."""

from collections.abc import Iterator

from modelbench.display.content import Plot, Section, tables_and_notes
from modelbench.display.source import Source
from modelbench.scenarios.reactivation.plots import gaps
from modelbench.scenarios.reactivation.view import sections

_CAPTION = (
    "Each request by the time since the last response of the same service; its symbol is the state "
    "of the pod when the request was sent. The line joins the medians."
)


def page_section(source: Source) -> Section | None:
    """None when it was not measured."""
    found = {
        variant.name: variant.reactivation.summary
        for variant in source.status.variants
        if variant.reactivation is not None
    }
    if not found:
        return None
    lead = "; ".join(f"{name}, {summary}" for name, summary in found.items())
    return Section(
        "reactivation",
        "Requests during scale-down",
        f"{lead[:1].upper()}{lead[1:]}.",
        tuple(_plots(source)),
        *tables_and_notes(*sections(source.status)),
    )


def _plots(source: Source) -> Iterator[Plot]:
    """One for each variant; its name is in the title when there are several."""
    shown = [name for name in source.measured("reactivation") if _has_gaps(source, name)]
    for number, name in enumerate(shown, 1):
        title = name if len(shown) > 1 else ""
        yield Plot(gaps(source, name, f"gaps-{number}", title), _CAPTION, wide=True)


def _has_gaps(source: Source, name: str) -> bool:
    return any(gap.variant == name for gap in source.samples.gaps)
