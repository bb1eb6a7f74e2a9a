"""Writes the model that is served, as ``mlflow.sklearn.save_model`` writes it."""

import sys

import mlflow.sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

# Named, so that MLflow does not start the model to find out what it imports.
REQUIREMENTS = ["scikit-learn"]


def main(target: str) -> None:
    """Fit a classifier of iris and save it in a folder that must not exist yet."""
    features, species = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=1000).fit(features, species)
    written_by = mlflow.sklearn.SERIALIZATION_FORMAT_CLOUDPICKLE
    mlflow.sklearn.save_model(
        model, target, pip_requirements=REQUIREMENTS, serialization_format=written_by
    )


if __name__ == "__main__":
    main(sys.argv[1])
