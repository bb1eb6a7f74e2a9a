"""The pictures of the documentation show what the recorded example shows now."""

import pytest

from tests.unit.docs.pages import ROOT
from tools import pictures


def test_they_are_drawn_from_what_there_is_now():
    drawn_from = pictures.HASH.read_text().strip()
    assert drawn_from == pictures.source_hash(), "run make pictures, and commit them"


def test_a_change_of_the_page_or_of_the_example_makes_them_stale(monkeypatch, tmp_path):
    fresh = pictures.source_hash()
    other = tmp_path / "recorded.json"
    text = pictures.RECORDED.read_text()
    other.write_text(text.replace("office", "shop"))
    monkeypatch.setattr(pictures, "RECORDED", other)
    assert pictures.source_hash() != fresh
    other.write_text(text)
    assert pictures.source_hash() == fresh
    monkeypatch.setattr(pictures, "render_report", lambda benchmark: "another page")
    assert pictures.source_hash() != fresh


@pytest.mark.parametrize("scheme", pictures.SCHEMES)
@pytest.mark.parametrize("name", ["report", "cost"])
def test_each_is_shown_on_some_page(name, scheme):
    path = pictures.Picture(name, "", 0, 0).path(scheme)
    assert path.exists()
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert any(path.name in page.read_text() for page in pages)


def test_without_chromium_it_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(pictures.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="needs chromium"):
        pictures.main()
