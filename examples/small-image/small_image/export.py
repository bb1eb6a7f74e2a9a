"""Writes ``model.json``, the numbers of the sample's pipeline: ``python -m small_image.export``.

It needs the sample itself, with scikit-learn, which this image does not have.
"""

import json
from pathlib import Path
from typing import Any

from sklearn.datasets import load_iris
from sklearn.pipeline import Pipeline

from inference_image.model import load
from small_image.model import FILE, FORMAT


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
    """Write the sample's model to ``file``."""
    file.write_text(json.dumps(exported(load()), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    save()
