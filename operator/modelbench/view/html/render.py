"""The page: everything that it needs is inside it, and it may load and run nothing."""

import base64
from collections.abc import Iterator, Mapping
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from modelbench import __version__
from modelbench.api.benchmark import Benchmark
from modelbench.display.content import Section
from modelbench.display.numbers import took
from modelbench.display.palette import COLOURS, VARIANTS
from modelbench.display.source import Source, source_of
from modelbench.display.texts import glued, printable
from modelbench.scenarios.registry import SCENARIOS
from modelbench.view.html.appendix import (
    conditions_section,
    environment_section,
    limits_section,
    rejected_section,
)
from modelbench.view.html.cost import cost_section
from modelbench.view.html.head import head_of

_APPENDIX = (
    cost_section,
    environment_section,
    rejected_section,
    conditions_section,
    limits_section,
)


def render_report(benchmark: Benchmark, results: Mapping[str, str] | None = None) -> str:
    """One HTML page of a ModelBenchmark; the same input gives the same page.

    ``results`` is what the results ConfigMap holds by key, binary data in base64; without it the
    page has no plot that needs raw samples. A benchmark that failed or goes on gives a page, too.
    FormatError when ``results`` or a variant of the spec is not what it should be, another
    ValueError or LookupError when the raw samples do not fit to the benchmark.
    """
    source = source_of(benchmark, results)
    environment = Environment(
        loader=PackageLoader("modelbench.view.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["glued"] = glued
    template = environment.get_template("report.css.j2")
    style = template.render(colours=COLOURS, variants=VARIANTS)
    page = environment.get_template("report.html.j2").render(
        source=source,
        head=head_of(source),
        duration=took(source.status),
        sections=list(_sections(source)),
        colours={name: source.colour(name).name for name in source.variants},
        # No text from outside is in the style, and escaping would break its selectors.
        style=Markup(style),  # noqa: S704
        style_hash=base64.b64encode(sha256(style.encode()).digest()).decode(),
        version=__version__,
    )
    return printable(page)


def _sections(source: Source) -> Iterator[Section]:
    makers = (*(scenario.page.page_section for scenario in SCENARIOS), *_APPENDIX)
    yield from (section for make in makers if (section := make(source)) is not None)
