"""The committed JSON is what the code makes, and what Grafana can import."""

from itertools import combinations

from dashboard.board import encoded
from tests.unit.dashboard.committed import PATH, dashboard, panels

COLUMNS = 24


def box(panel):
    place = panel["gridPos"]
    return place["x"], place["y"], place["x"] + place["w"], place["y"] + place["h"]


def overlap(one, other):
    left, top, right, bottom = one
    return left < other[2] and other[0] < right and top < other[3] and other[1] < bottom


def test_it_is_what_the_code_makes():
    assert PATH.read_text(encoding="utf-8") == encoded(), "run make dashboard, and commit it"


def test_it_can_be_imported_anywhere_and_again():
    board = dashboard()
    assert board["uid"] == "modelbench"
    assert board.get("id") is None
    assert "__inputs" not in board


def test_every_panel_has_a_number_of_its_own():
    numbers = [panel["id"] for panel in dashboard()["panels"]]
    assert len(numbers) == len(set(numbers))


def test_titles_are_unique_so_that_an_exception_means_one_panel():
    titles = [panel["title"] for panel in panels()]
    assert len(titles) == len(set(titles))


def test_no_panel_lies_over_another_or_beyond_the_grid():
    placed = dashboard()["panels"]
    assert all(box(panel)[0] >= 0 and box(panel)[2] <= COLUMNS for panel in placed)
    over = [
        (one["title"], other["title"])
        for one, other in combinations(placed, 2)
        if overlap(box(one), box(other))
    ]
    assert over == []


def test_lines_of_panels_leave_no_gap():
    lines = {}
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        lines.setdefault(place["y"], []).append((place["w"], place["h"]))
    for top, found in lines.items():
        assert sum(width for width, _ in found) == COLUMNS, f"line at {top}"
        assert len({height for _, height in found}) == 1, f"line at {top}"
    tops = sorted(lines)
    assert tops[1:] == [top + lines[top][0][1] for top in tops[:-1]]


def test_nothing_is_stacked():
    for panel in panels():
        stacking = panel["options"].get("stacking", "none")
        custom = panel.get("fieldConfig", {}).get("defaults", {}).get("custom", {})
        assert stacking == "none", panel["title"]
        assert custom.get("stacking", {}).get("mode", "none") == "none", panel["title"]
