"""From matplotlib's SVG to one that can stand in a page beside others.

Nothing in it is left to a style attribute, which a strict Content-Security-Policy forbids; colours
become CSS variables; identifiers get the plot's name in front, so that two plots never share one;
what is only for editors is removed.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree  # the input is matplotlib's own output

from markupsafe import Markup

from modelbench.display.palette import COLOURS

_LINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#(.+?)\)")
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")
_GEOMETRY = ("d", "x", "y", "width", "height", "transform")
# Text takes the page's own font; these attributes say what the page says anyway.
_LEFT_TO_THE_PAGE = ("font-family", "font")
_MARKS = {colour.mark: colour.css for colour in COLOURS}


def embeddable(source: str, identifier: str, title: str, description: str) -> Markup:
    """The SVG as an element of an HTML page, named and described for screen readers."""
    root = ElementTree.fromstring(source)  # noqa: S314
    _remove_extras(root)
    used = {name for element in root.iter() for name in _references(element)}
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        _plain_attributes(element)
        _own_identifiers(element, identifier, used)
    width, height = root.attrib["viewBox"].split()[2:]
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "width": width,
        "height": height,
        "role": "img",
        "aria-labelledby": f"{identifier}-title {identifier}-description",
        "stroke-linejoin": "round",
        "font-family": "system-ui, sans-serif",
    }
    for tag, text in (("desc", description), ("title", title)):
        element = ElementTree.Element(tag, {"id": f"{identifier}-{_NAMES[tag]}"})
        element.text = text
        root.insert(0, element)
    # The text is escaped by ElementTree: safe to be taken as markup.
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


_NAMES = {"desc": "description", "title": "title"}


def _remove_extras(root: ElementTree.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in ("metadata", "style"):
                parent.remove(child)
            child.tail = None
        if not (parent.text or "").strip():
            parent.text = None


def _references(element: ElementTree.Element) -> Iterator[str]:
    if _LINK in element.attrib:
        yield element.attrib[_LINK].removeprefix("#")
    for value in element.attrib.values():
        yield from _REFERENCE.findall(value)


def _plain_attributes(element: ElementTree.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            element.set("font-size", value.split()[0])
        if name and name not in _LEFT_TO_THE_PAGE:
            element.set(name, _MARKS.get(value, value))
    for name in _GEOMETRY:
        if name in element.attrib:
            text = " ".join(element.attrib[name].split())
            element.set(name, _LONG_DECIMAL.sub(_rounded, text))


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}"


def _own_identifiers(element: ElementTree.Element, prefix: str, used: set[str]) -> None:
    name = element.attrib.pop("id", None)
    if name in used:
        element.set("id", f"{prefix}-{name}")
    if _LINK in element.attrib:
        target = element.attrib.pop(_LINK).removeprefix("#")
        element.set("href", f"#{prefix}-{target}")
    for key, value in element.attrib.items():
        if "url(#" in value:
            element.set(key, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
