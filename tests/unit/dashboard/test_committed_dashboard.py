"""The committed JSON is what the code makes, and what Grafana can import."""

import re
from itertools import combinations

import pytest
import yaml

from dashboard.board import boards as made
from dashboard.board import encoded
from tests.unit.dashboard.committed import BUILT_IN, FOLDER, boards, panels, queries, variables

COLUMNS = 24
BOARDS = boards()


def box(panel):
    place = panel["gridPos"]
    return place["x"], place["y"], place["x"] + place["w"], place["y"] + place["h"]


def overlap(one, other):
    left, top, right, bottom = one
    return left < other[2] and other[0] < right and top < other[3] and other[1] < bottom


def placed():
    """What lies on the grid at once: the top of each board, and each row when it is opened."""
    for board in BOARDS.values():
        yield board["panels"]
        for row in board["panels"]:
            if row.get("collapsed"):
                yield [row, *row["panels"]]


def test_they_are_what_the_code_makes():
    wanted = {board.uid: encoded(board) for board in made()}
    found = {name: (FOLDER / f"{name}.json").read_text(encoding="utf-8") for name in BOARDS}
    assert found == wanted, "run make dashboard, and commit it"


def test_the_config_map_has_every_board():
    kustomization = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    (asked,) = kustomization["configMapGenerator"]
    assert sorted(asked["files"]) == [f"{name}.json" for name in BOARDS]


def test_they_can_be_imported_anywhere_and_again():
    for name, board in BOARDS.items():
        assert board["uid"] == name
        assert board.get("id") is None
        assert "__inputs" not in board


def test_a_link_leads_to_each_other_board_and_takes_time_and_variables_along():
    for board in BOARDS.values():
        (link,) = board["links"]
        assert link["type"] == "dashboards"
        assert link["includeVars"]
        assert link["keepTime"]
        assert all(set(link["tags"]) <= set(other["tags"]) for other in BOARDS.values())


def test_a_variable_that_a_link_takes_along_is_the_same_in_every_board():
    common = variables()
    for board in BOARDS.values():
        for name, variable in variables(board).items():
            assert variable == common[name], (board["uid"], name)


def test_every_variable_that_a_board_uses_is_on_it():
    for board in BOARDS.values():
        shown = [panel["title"] for panel in panels(board)]
        shown += [query.expression for query in queries(board)]
        used = {name for text in shown for name in re.findall(r"\$([a-z_]\w*)", text)}
        assert used <= set(BUILT_IN) | set(variables(board)), board["uid"]


def test_only_the_first_row_is_open():
    for board in BOARDS.values():
        first, *others = [panel for panel in board["panels"] if panel["type"] == "row"]
        assert not first.get("collapsed")
        assert all(row["collapsed"] and row["panels"] for row in others)


def test_the_runs_are_marked_in_every_board():
    for board in BOARDS.values():
        marks = board["annotations"]["list"]
        assert len(marks) == 2
        assert all(one["enable"] and one["useValueForTime"] for one in marks)


def test_every_panel_has_a_number_of_its_own():
    for board in BOARDS.values():
        rows = [panel for panel in board["panels"] if panel["type"] == "row"]
        numbers = [panel["id"] for panel in (*rows, *panels(board))]
        assert len(numbers) == len(set(numbers))


def test_titles_are_unique_so_that_an_exception_means_one_panel():
    titles = [panel["title"] for panel in panels()]
    assert len(titles) == len(set(titles))


def test_no_panel_lies_over_another_or_beyond_the_grid():
    for found in placed():
        assert all(box(panel)[0] >= 0 and box(panel)[2] <= COLUMNS for panel in found)
        over = [
            (one["title"], other["title"])
            for one, other in combinations(found, 2)
            if overlap(box(one), box(other))
        ]
        assert over == []


def test_lines_of_panels_leave_no_gap():
    for found in placed():
        lines = {}
        for panel in found:
            place = panel["gridPos"]
            lines.setdefault(place["y"], []).append((place["w"], place["h"]))
        for top, line in lines.items():
            assert sum(width for width, _ in line) == COLUMNS, f"line at {top}"
            assert len({height for _, height in line}) == 1, f"line at {top}"
        tops = sorted(lines)
        assert tops[1:] == [top + lines[top][0][1] for top in tops[:-1]]


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_nothing_is_stacked(panel):
    stacking = panel["options"].get("stacking", "none")
    custom = panel.get("fieldConfig", {}).get("defaults", {}).get("custom", {})
    assert stacking == "none"
    assert custom.get("stacking", {}).get("mode", "none") == "none"


def test_an_amount_is_never_shown_without_its_currency():
    amounts = ("modelbench_cost_", "modelbench_run_cost", "modelbench_variant_run_cost")
    for panel in panels():
        for target in panel.get("targets", ()):
            if any(name in target["expr"] for name in amounts):
                assert 'currency="$currency"' in target["expr"], panel["title"]
                assert "$currency" in panel["title"]
