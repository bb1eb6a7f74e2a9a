import base64
import re
from hashlib import sha256

from modelbench.view.html.render import render_report

from tests.unit.html.pages import whole


def test_it_is_html_in_which_every_tag_is_closed(page):
    assert page.mistakes == []
    assert page.tags.count("h1") == 1


def test_it_runs_nothing_and_loads_nothing(page):
    assert "script" not in page.tags
    assert not {"link", "img", "iframe", "image", "object"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    outside = [link for link in page.values("href") if not link.startswith("#")]
    assert [link for link in outside if not link.startswith("data:text/csv;")] == []
    assert len(page.values("download")) == len(outside)
    assert page.values("src") == []


def test_no_style_attribute_is_needed_that_a_strict_policy_would_block(page):
    assert page.values("style") == []


def test_the_policy_allows_its_own_style_and_nothing_else(html):
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', html)[1]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert "url(" not in style
    assert "@import" not in style


def test_the_same_input_gives_the_same_bytes(html):
    assert render_report(*whole()) == html


def test_no_identifier_occurs_twice_and_every_reference_has_its_target(page):
    identifiers = page.values("id")
    assert len(identifiers) == len(set(identifiers))
    inside = [link for link in page.values("href") if link.startswith("#")]
    wanted = [link.removeprefix("#") for link in inside]
    wanted += re.findall(r"url\(#(.+?)\)", " ".join(page.values("clip-path")))
    wanted += [name for value in page.values("aria-labelledby") for name in value.split()]
    assert wanted
    assert set(wanted) <= set(identifiers)


def test_every_plot_has_a_name_a_description_and_a_caption(page):
    plots = page.tags.count("figure")
    assert plots >= 10
    bars = page.values("class").count("bar")
    assert page.tags.count("svg") == plots + bars
    assert page.values("aria-hidden").count("true") >= bars
    for tag in ("title", "desc", "figcaption"):
        assert page.tags.count(tag) == plots + (tag == "title"), tag
    assert page.values("role").count("img") == plots


def test_plots_have_the_colours_of_both_themes(page):
    colours = {value for name in ("fill", "stroke") for value in page.values(name)}
    assert any(value.startswith("var(--variant-1, #") for value in colours)
    assert any(value.startswith("var(--variant-2, #") for value in colours)
    assert {value for value in colours if value.startswith("#")} == set()


def test_texts_of_plots_are_texts(html):
    assert "<text" in html
    assert "font-family: 'DejaVu" not in html
