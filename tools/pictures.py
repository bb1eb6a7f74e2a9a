"""Draws the pictures of README and the documentation from the recorded example.

``python -m tools.pictures`` needs chromium, which is a developer's tool and no part of CI. There a
unit test compares the hash of what the pictures were drawn from with that of what there is now.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from modelbench.api.benchmark import parse_benchmark
from modelbench.cli.bundle import RECORDED
from modelbench.display.source import source_of
from modelbench.view.html.cost import cost_section
from modelbench.view.html.render import render_report

from tools import record
from tools.kubectl import ROOT

DOCS = ROOT / "docs"
HASH = DOCS / "pictures.sha256"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What chromium calls the two values of prefers-color-scheme.
SCHEMES = {"light": 1, "dark": 0}
# It has the version, which changes without a change of the pictures.
_FOOTER = re.compile(r"<footer>.*?</footer>", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """One page, as wide and high in CSS pixels as its picture."""

    name: str
    html: str
    width: int
    height: int

    def path(self, scheme: str) -> Path:
        """Where it is written."""
        return DOCS / f"{self.name}-{scheme}.png"


def source_hash() -> str:
    """Of the recorded example and of the page without plots: the same on every machine."""
    text = RECORDED.read_text()
    page = render_report(parse_benchmark(json.loads(text)["items"][0]))
    return sha256((text + _FOOTER.sub("", page)).encode()).hexdigest()


def pictures() -> Iterator[Picture]:
    """The first screen of the page, and what a month costs at every rate."""
    document, stored = json.loads(RECORDED.read_text())["items"]
    benchmark, results = parse_benchmark(document), stored["binaryData"]
    page = render_report(benchmark, results)
    yield Picture("report", page, 1200, 790)
    section = cost_section(source_of(benchmark, results))
    if section is not None:
        (style,) = re.findall(r"<style>.*?</style>", page, re.DOTALL)
        figure = f'<figure class="wide">{section.plots[0].svg}</figure>'
        yield Picture("cost", f"{style}{figure}", 1140, 470)


def draw(picture: Picture, browser: str) -> None:
    """Write it in light and in dark."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(picture.html, encoding="utf-8")
        for scheme, number in SCHEMES.items():
            target = picture.path(scheme)
            arguments = (
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                f"--blink-settings=preferredColorScheme={number}",
                f"--window-size={picture.width},{picture.height}",
                f"--screenshot={target}",
                source.as_uri(),
            )
            subprocess.run([browser, *arguments], check=True, capture_output=True)  # noqa: S603
            print(f"wrote {target.relative_to(ROOT)}")


def main() -> None:
    """Analyse the example anew, draw all pictures, and note what they were drawn from."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SystemExit("make pictures needs chromium on the PATH: apt-get install chromium")
    record.main()
    for picture in pictures():
        draw(picture, browser)
    HASH.write_text(f"{source_hash()}\n")


if __name__ == "__main__":
    main()
