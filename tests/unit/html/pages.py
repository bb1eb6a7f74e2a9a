"""Reports of benchmarks made by hand, and what a reader of HTML finds in them."""

import base64
from dataclasses import dataclass, field
from html.parser import HTMLParser

from modelbench.api.samples import dump_samples
from modelbench.view.html.render import render_report
from msgspec.structs import replace

from tests.unit.made.decided import OBJECTIVES, decided
from tests.unit.made.decisions import samples

SHEETS = ("own-cluster", "aws-lambda")
_VOID = ("meta", "br", "hr", "img", "input", "link")


def results(found):
    """The results ConfigMap's keys with these samples."""
    return {"samples.json.gz": base64.b64encode(dump_samples(found)).decode()}


def whole(variants=()):
    """A benchmark of every scenario with its costs and recommendations, and its results."""
    names = ("serverless", "containerized", *(variant["name"] for variant in variants))
    benchmark = decided(*SHEETS, objectives=OBJECTIVES, variants=variants)
    return benchmark, results(samples(*SHEETS, variants=names))


def with_status(benchmark, **changes):
    """The same benchmark with other fields in its status."""
    return replace(benchmark, status=replace(benchmark.status, **changes))


def page_of(benchmark, found=None):
    return Page.read(render_report(benchmark, found))


@dataclass
class Page(HTMLParser):
    """Tags in their order, whether they are balanced, the text, attributes by name."""

    text: str = ""
    tags: list = field(default_factory=list)
    attributes: list = field(default_factory=list)
    mistakes: list = field(default_factory=list)
    _open: list = field(default_factory=list)
    _words: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    @staticmethod
    def read(html):
        page = Page()
        page.feed(html)
        page.close()
        page.mistakes += [f"{tag} is never closed" for tag in page._open]
        page.text = " ".join(" ".join(page._words).split())
        return page

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.mistakes.append(f"{tag} is closed out of turn")

    def handle_data(self, data):
        self._words.append(data)

    def values(self, name):
        return [value for _, attribute, value in self.attributes if attribute == name]

    @property
    def sections(self):
        return [v for tag, name, v in self.attributes if (tag, name) == ("section", "id")]
