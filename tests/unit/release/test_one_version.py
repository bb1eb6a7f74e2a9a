"""versions.env has the version; whatever else names it says the same."""

import re

from modelbench import __version__

from tools.kubectl import ROOT

VERSION = re.search(r"(?m)^MODELBENCH_VERSION=(\S+)$", (ROOT / "versions.env").read_text())[1]
FOLDERS = ("examples", "manifests", "charts")
IMAGE = re.compile(r"(?:dev\.local|ghcr\.io)/modelbench/[a-z-]+:([\w.-]+)")


def test_the_package_has_it():
    assert __version__ == VERSION


def test_every_image_of_ours_in_a_manifest_has_it():
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml")]
    found = {path: set(IMAGE.findall(path.read_text())) for path in files}
    assert any(found.values())
    others = {path: tags for path, tags in found.items() if tags - {VERSION}}
    assert not others


def test_the_chart_has_it():
    for chart in (ROOT / "charts").rglob("Chart.yaml"):
        lines = dict(re.findall(r"(?m)^(version|appVersion): \"?([^\"\n]+)\"?$", chart.read_text()))
        assert lines == {"version": VERSION, "appVersion": VERSION}


def test_the_changelog_has_an_entry_for_it():
    text = (ROOT / "CHANGELOG.md").read_text()
    sections = re.split(r"(?m)^## ", text)[1:]
    assert sections[0].startswith("[Unreleased]")
    (entry,) = (section for section in sections if section.startswith(f"[{VERSION}] - "))
    assert re.match(r"\[[\d.]+\] - \d{4}-\d{2}-\d{2}\n", entry)
    assert re.findall(r"(?m)^### (\w+)$", entry)
    assert re.findall(r"(?m)^- ", entry)


def test_the_changelog_uses_only_the_kinds_of_changes_that_there_are():
    kinds = set(re.findall(r"(?m)^### (.+)$", (ROOT / "CHANGELOG.md").read_text()))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
