import re

import pytest
from modelbench.display.palette import VARIANTS as COLOURS
from modelbench.view.html.render import render_report

from tests.unit.html.pages import Page, whole

VARIANTS = [
    {"name": "kept-warm", "serverless": {"minScale": 1}},
    {"name": "two-replicas", "containerized": {"replicas": 2}},
]
FOUR = ("serverless", "containerized", "kept-warm", "two-replicas")


@pytest.fixture(scope="module")
def html():
    return render_report(*whole(VARIANTS))


@pytest.fixture(scope="module")
def page(html):
    return Page.read(html)


def test_it_is_a_page_with_every_section(page):
    assert page.mistakes == []
    assert len(page.sections) == 10


def test_each_has_a_colour_of_its_own_in_tables_and_plots(page):
    dots = {value for value in page.values("class") if value.startswith("dot ")}
    assert dots == {f"dot variant-{number}" for number in (1, 2, 3, 4)}
    drawn = {value for name in ("fill", "stroke") for value in page.values(name)}
    for colour in COLOURS[:4]:
        assert colour.css in drawn


def test_each_is_named_in_legends_and_titles(html):
    plots = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    for name in FOUR:
        assert sum(name in plot.lower() for plot in plots) >= 6


def test_one_that_is_kept_warm_says_so_in_its_tile(page):
    words = "none it keeps 1 pod ready (minScale), so it has no cold start"
    assert f"Cold start, kept-warm {words}" in page.text


def test_the_choice_is_a_variant_by_its_name(page):
    assert "1,000 requests/month Serverless" in page.text
    assert "card variant-1" in page.values("class")


def test_every_table_scrolls_in_a_box_of_its_own(html):
    assert html.count("<table>") == html.count('<div class="scroll">\n<table>')
