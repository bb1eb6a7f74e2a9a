"""Trains the model on the iris data and writes ``model.json``: ``python -m inference_image.train``.

Needs scikit-learn, which the image does not have. Deterministic: the data comes with
scikit-learn, and the fit runs until it has converged.
"""

import json
from pathlib import Path
from typing import Any

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from inference_image.model import FILE, FORMAT


def train() -> Pipeline:
    """The fitted pipeline."""
    features, classes = load_iris(return_X_y=True)
    steps = [
        ("standardise", StandardScaler()),
        ("classify", LogisticRegression(tol=1e-10, max_iter=10_000)),
    ]
    return Pipeline(steps).fit(features, classes)


def exported(pipeline: Pipeline) -> dict[str, Any]:
    """The fitted numbers as JSON's types."""
    standardiser, classifier = pipeline["standardise"], pipeline["classify"]
    data = load_iris()
    return {
        "format": FORMAT,
        "classes": classifier.classes_.tolist(),
        "class_names": [str(name) for name in data.target_names],
        "feature_names": [str(name) for name in data.feature_names],
        "means": standardiser.mean_.tolist(),
        "scales": standardiser.scale_.tolist(),
        "coefficients": classifier.coef_.tolist(),
        "intercepts": classifier.intercept_.tolist(),
    }


def save(file: Path = FILE) -> None:
    """Train, and write the model to ``file``."""
    file.write_text(json.dumps(exported(train()), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    save()
