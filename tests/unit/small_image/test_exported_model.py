"""The pure-Python model against the sample's own, over the whole data set."""

import json

import pytest
from sklearn.datasets import load_iris
from small_image.export import exported, save
from small_image.model import FILE, load

from inference_image import model as sample


@pytest.fixture(scope="module")
def pipeline():
    return sample.load()


@pytest.fixture(scope="module")
def features():
    return load_iris().data


def test_every_prediction_is_scikit_learns(pipeline, features):
    assert load().predict(features.tolist()) == pipeline.predict(features).tolist()


def test_every_probability_is_scikit_learns(pipeline, features):
    model = load()
    for row, expected in zip(features, pipeline.predict_proba(features), strict=True):
        assert model.probabilities(row.tolist()) == pytest.approx(expected, abs=1e-6)


def test_every_score_is_scikit_learns(pipeline, features):
    model = load()
    for row, expected in zip(features, pipeline.decision_function(features), strict=True):
        assert model.scores(row.tolist()) == pytest.approx(expected, abs=1e-6)


def test_what_is_exported_again_is_the_committed_file(pipeline):
    again, committed = exported(pipeline), json.loads(FILE.read_text())
    assert list(again) == list(committed)
    for name in ("format", "classes", "class_names", "feature_names"):
        assert again[name] == committed[name]
    for name in ("means", "scales", "intercepts"):
        assert again[name] == pytest.approx(committed[name], abs=1e-6)
    for row, expected in zip(again["coefficients"], committed["coefficients"], strict=True):
        assert row == pytest.approx(expected, abs=1e-6)


def test_what_is_saved_can_be_loaded(tmp_path):
    save(tmp_path / "model.json")
    assert load(tmp_path / "model.json").class_names == ("setosa", "versicolor", "virginica")
