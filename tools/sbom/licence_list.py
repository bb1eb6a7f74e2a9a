"""All components of all images in one table for a reader."""

from collections import defaultdict
from collections.abc import Mapping

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component

from tools.sbom.licences import expression_of

_HEAD = """\
# Licences of what is in the images

ModelBench itself is under Apache-2.0. Each part keeps its own licence, as an SPDX expression here;
`-` stands for one that is not known.

| component | version | kind | licence | in |
|---|---|---|---|---|
"""


def licence_list(bills: Mapping[str, Bom]) -> str:
    """A Markdown table, a row for each component, of the bills by image."""
    images = defaultdict(list)
    for name, bom in bills.items():
        for component in bom.components:
            images[_cells(component)].append(name)
    rows = sorted(images.items(), key=lambda item: item[0][0].lower())
    return _HEAD + "".join(
        f"| {' | '.join(cells)} | {', '.join(names)} |\n" for cells, names in rows
    )


def _cells(component: Component) -> tuple[str, ...]:
    kind = component.purl.type if component.purl else component.type.value
    return component.name, component.version or "-", kind, expression_of(component) or "-"
