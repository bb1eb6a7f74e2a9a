"""The page: everything that it needs is inside it, and it may load and run nothing."""

import base64
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from modelbench import __version__
from modelbench.api.names import PATHS
from modelbench.display.content import Section
from modelbench.display.palette import COLOURS
from modelbench.display.source import Source, source_of
from modelbench.scenarios.autoscale.plots import autoscale_section
from modelbench.scenarios.bursts_page import burst_section, reactivation_section
from modelbench.scenarios.cold_start.page import cold_start_section
from modelbench.scenarios.steady.page import steady_section
from modelbench.view.html.appendix import (
    conditions_section,
    environment_section,
    limits_section,
    rejected_section,
)
from modelbench.view.html.cost import cost_section
from modelbench.view.html.head import answer_of, duration

_SECTIONS: tuple[Callable[[Source], Section | None], ...] = (
    cold_start_section,
    burst_section,
    reactivation_section,
    steady_section,
    autoscale_section,
    cost_section,
    environment_section,
    rejected_section,
    conditions_section,
    limits_section,
)


def render_report(benchmark: Mapping[str, Any], results: Mapping[str, str] | None = None) -> str:
    """One HTML page of a ModelBenchmark; the same input gives the same page.

    ``results`` is what the results ConfigMap holds by key, binary data in base64; without it the
    page has no plot that needs raw samples. A benchmark that failed or goes on gives a page, too.
    ValueError or KeyError when ``benchmark`` or ``results`` is not what it should be.
    """
    source = source_of(benchmark, results)
    environment = Environment(
        loader=PackageLoader("modelbench.view.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = environment.get_template("report.css.j2").render(colours=COLOURS)
    return environment.get_template("report.html.j2").render(
        source=source,
        answer=answer_of(source),
        duration=duration(source),
        sections=[found for make in _SECTIONS if (found := make(source)) is not None],
        paths=PATHS,
        # No text from outside is in the style, and escaping would break its selectors.
        style=Markup(style),  # noqa: S704
        style_hash=base64.b64encode(sha256(style.encode()).digest()).decode(),
        version=__version__,
    )
