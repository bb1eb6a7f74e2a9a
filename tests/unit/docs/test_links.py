"""Every link between the documents leads to a file, and to a heading of it."""

import pytest

from tests.unit.docs.pages import PAGES, ROOT, anchors, links, name


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    dead = [target for target in links(page) if not resolves(page, target)]
    assert not dead


def resolves(page, target):
    if target.startswith(("https://", "http://", "mailto:")):
        return True
    file, _, fragment = target.partition("#")
    path = (page.parent / file).resolve() if file else page
    inside = path.is_relative_to(ROOT) and path.exists()
    return inside and (not fragment or path.suffix != ".md" or fragment in anchors(path))


def test_a_dead_link_and_a_dead_anchor_are_found():
    readme = ROOT / "README.md"
    assert resolves(readme, "docs/scenarios.md#steady")
    assert not resolves(readme, "docs/scenarios.md#unsteady")
    assert not resolves(readme, "docs/nowhere.md")


def test_the_index_names_every_page():
    index = ROOT / "docs" / "README.md"
    pages = {path.name for path in index.parent.glob("*.md")} - {index.name}
    assert pages == set(links(index))
