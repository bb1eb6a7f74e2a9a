"""The committed model is what training gives, and its file runs no code."""

import pickle

import numpy
import pytest
from sklearn.base import BaseEstimator
from sklearn.datasets import load_iris
from skops import io
from skops.io.exceptions import UntrustedTypesFoundException

from inference_image.model import load
from inference_image.train import save, train


def numbers(pipeline):
    standardiser, classifier = pipeline["standardise"], pipeline["classify"]
    return standardiser.mean_, standardiser.scale_, classifier.coef_, classifier.intercept_


def test_training_again_gives_the_committed_model():
    for again, committed in zip(numbers(train()), numbers(load()), strict=True):
        assert again == pytest.approx(committed, abs=1e-6)


def test_the_model_learnt_something():
    data = load_iris()
    assert numpy.count_nonzero(load().predict(data.data) == data.target) >= 145


def test_what_is_saved_can_be_loaded(tmp_path):
    save(tmp_path / "model.skops")
    assert load(tmp_path / "model.skops").classes_.tolist() == [0, 1, 2]


class Foreign(BaseEstimator):
    """A type that skops does not know."""


def test_a_file_with_a_foreign_type_is_refused(tmp_path):
    io.dump(Foreign(), tmp_path / "model.skops")
    with pytest.raises(UntrustedTypesFoundException, match="Foreign"):
        load(tmp_path / "model.skops")


def test_a_pickle_is_no_model(tmp_path):
    (tmp_path / "model.skops").write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(Exception, match="zip"):
        load(tmp_path / "model.skops")
