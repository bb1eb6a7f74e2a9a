"""Trains the model on the iris data and writes ``model.skops``.

``python -m inference_image.train``, with the packages of the image.
Deterministic: the data comes with scikit-learn, and the fit runs until it has converged.
"""

from pathlib import Path

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from skops import io

from inference_image.model import FILE


def train() -> Pipeline:
    """The fitted pipeline."""
    features, classes = load_iris(return_X_y=True)
    steps = [
        ("standardise", StandardScaler()),
        ("classify", LogisticRegression(tol=1e-10, max_iter=10_000)),
    ]
    return Pipeline(steps).fit(features, classes)


def save(file: Path = FILE) -> None:
    """Train, and write the model to ``file``."""
    io.dump(train(), file)


if __name__ == "__main__":
    save()
