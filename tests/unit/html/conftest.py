import pytest
from modelbench.view.html.render import render_report

from tests.unit.html.pages import Page, whole


@pytest.fixture(scope="session")
def html():
    """The report of a benchmark of every scenario."""
    return render_report(*whole())


@pytest.fixture(scope="session")
def page(html):
    """The same, as a reader of HTML finds it."""
    return Page.read(html)
