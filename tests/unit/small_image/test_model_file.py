"""A model file that is not whole stops the start, so that no half model ever answers."""

import json
from math import fsum

import pytest
from small_image.model import FILE, load


def saved(tmp_path, **changes):
    """A copy of the model's file with changes; None takes a key away."""
    content = {**json.loads(FILE.read_text()), **changes}
    file = tmp_path / "model.json"
    file.write_text(json.dumps({key: v for key, v in content.items() if v is not None}))
    return file


def test_the_committed_file_is_whole(tmp_path):
    assert load(saved(tmp_path)) == load()


NOT_WHOLE = {
    "another format": {"format": "pickle"},
    "no format": {"format": None},
    "no means": {"means": None},
    "no coefficients": {"coefficients": None},
    "an unknown key": {"threshold": [0.5]},
    "a mean missing": {"means": [1, 2, 3]},
    "a scale too many": {"scales": [1, 2, 3, 4, 5]},
    "a coefficient missing": {"coefficients": [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3]]},
    "a class missing": {"classes": [0, 1]},
    "an intercept missing": {"intercepts": [0, 1]},
    "no class at all": {"classes": [], "class_names": [], "coefficients": [], "intercepts": []},
    "a text for a number": {"means": [1, 2, 3, "4"]},
    "a number for a list": {"intercepts": 1},
    "a number for a row": {"coefficients": [1, 2, 3]},
    "a scale of nothing": {"scales": [1, 1, 0, 1]},
    "not a number": {"intercepts": [0, 1, float("nan")]},
    "infinite": {"scales": [1, 1, 1, float("inf")]},
}


@pytest.mark.parametrize("changes", NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_a_file_that_is_not_whole_is_refused(tmp_path, changes):
    with pytest.raises(ValueError, match=r"model\.json is not a whole model of the format"):
        load(saved(tmp_path, **changes))


@pytest.mark.parametrize("content", ["", "{", "[]", "7", '"text"', "null", "\x80\x04"])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    (tmp_path / "model.json").write_text(content)
    with pytest.raises(ValueError, match="is not a whole model"):
        load(tmp_path / "model.json")


def test_probabilities_add_up_even_far_outside_the_data():
    assert fsum(load().probabilities([1e6, -1e6, 1e6, -1e6])) == pytest.approx(1)
