"""Writes docs/reference.md from the CRD and the enums of conditions and reasons."""

import re
from pathlib import Path

import jinja2
import yaml
from modelbench.api.conditions import (
    NODE_QUIET,
    OBJECTIVES_MET,
    RESOURCES_READY,
    SUCCEEDED,
    SUSPENDED,
    measured_type,
)
from modelbench.api.names import SERVERLESS
from modelbench.api.reasons import ENDING_REASONS, Reason, Rejection, advise
from modelbench.scenarios.registry import SCENARIOS

from tools.kubectl import ROOT
from tools.schema_fields import Schema, sections_of

PAGE = ROOT / "docs" / "reference.md"
_DEFINITION = ROOT / "crds" / "modelbench.dev_modelbenchmarks.yaml"
_TEMPLATE = Path(__file__).with_name("reference.md.j2")

_FIRST = (
    (
        SUCCEEDED,
        "The summary. True: it ended with numbers. False: it ended without, or some of them "
        "support no claim. Unknown: it goes on",
    ),
    (RESOURCES_READY, "Every variant answers"),
)
_LAST = (
    (OBJECTIVES_MET, "What came of `spec.objectives`; only where there are some"),
    (
        NODE_QUIET,
        "Whether others left the node's CPU alone; only at the end, and only where a scenario has "
        "waited for zero",
    ),
    (SUSPENDED, "Whether `spec.suspend` has stopped it"),
)


def render() -> str:
    """The whole page."""
    definition = yaml.safe_load(_DEFINITION.read_text())["spec"]
    version = definition["versions"][0]
    schema = version["schema"]["openAPIV3Schema"]
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["cell"] = cell
    environment.filters["anchor"] = anchor
    return environment.from_string(_TEMPLATE.read_text()).render(
        definition=definition,
        version=version,
        description=" ".join(schema["description"].split()),
        rules=schema["x-kubernetes-validations"],
        parts={name: sections_of(name, _part(schema, name)) for name in ("spec", "status")},
        conditions=_conditions(),
        reasons=[(reason, _advice(reason)) for reason in Reason],
        rejections=list(Rejection),
    )


def cell(text: str) -> str:
    """Text that a table's cell may hold."""
    return text.replace("|", "\\|")


def anchor(heading: str) -> str:
    """The fragment that GitHub gives to a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def _part(schema: Schema, name: str) -> Schema:
    part: Schema = schema["properties"][name]
    return part


def _conditions() -> list[tuple[str, str]]:
    measured = [
        (measured_type(SERVERLESS, name), f"`spec.scenarios.{name}` on a variant, here serverless")
        for name in (scenario.name for scenario in SCENARIOS)
    ]
    return [*_FIRST, *measured, *_LAST]


def _advice(reason: Reason) -> str:
    if reason not in ENDING_REASONS:
        return "the benchmark goes on, or its numbers count"
    advice = advise(reason, "").removeprefix(". ")
    return advice or "nothing"


def main() -> None:
    """Write the page."""
    PAGE.write_text(render())


if __name__ == "__main__":
    main()
