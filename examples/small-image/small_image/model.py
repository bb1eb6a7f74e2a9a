"""The sample's model, a standardiser and a multinomial logistic regression, in pure Python.

``export.py`` takes its numbers from the sample. Serving needs neither scikit-learn nor numpy, whose
imports would take longer than everything else that happens before the first answer.
"""

import json
from dataclasses import dataclass
from itertools import chain
from math import exp, fsum, isfinite
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("model.json")
FORMAT = "modelbench-sample/standardised-logistic-regression/1"


@dataclass(frozen=True)
class Model:
    """Weights as scikit-learn learnt them: one mean and scale a feature, one row a class."""

    classes: tuple[int, ...]
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    @property
    def feature_count(self) -> int:
        return len(self.feature_names)

    def scores(self, row: list[float]) -> list[float]:
        """The decision function of one row of ``feature_count`` numbers: one score a class."""
        parts = zip(row, self.means, self.scales, strict=True)
        standard = [(value - mean) / scale for value, mean, scale in parts]
        return [
            intercept + sum(weight * value for weight, value in zip(weights, standard, strict=True))
            for weights, intercept in zip(self.coefficients, self.intercepts, strict=True)
        ]

    def probabilities(self, row: list[float]) -> list[float]:
        """The probability of each class, in the order of ``classes``."""
        scores = self.scores(row)
        powers = [exp(score - max(scores)) for score in scores]
        return [power / fsum(powers) for power in powers]

    def predict(self, rows: list[list[float]]) -> list[int]:
        """The likeliest class of each row."""
        return [self.classes[_index_of_maximum(self.scores(row))] for row in rows]


def load(file: Path = FILE) -> Model:
    """Read a model from JSON, which runs no code.

    ValueError when the file is not a whole model of the known format.
    """
    try:
        model = _model(json.loads(file.read_text(encoding="utf-8")))
        _check(model)
    except (TypeError, ValueError, KeyError) as error:
        message = f"{file} is not a whole model of the format {FORMAT}; write it with export.py"
        raise ValueError(message) from error
    return model


def _model(saved: Any) -> Model:
    if not isinstance(saved, dict) or saved.pop("format", None) != FORMAT:
        raise ValueError("the format is another one")
    saved["coefficients"] = [tuple(row) for row in saved["coefficients"]]
    return Model(**{name: tuple(values) for name, values in saved.items()})


def _check(model: Model) -> None:
    by_feature = [model.means, model.scales, *model.coefficients]
    by_class = [model.class_names, model.coefficients, model.intercepts]
    if any(len(values) != model.feature_count for values in by_feature):
        raise ValueError("means, scales and coefficients need one number a feature")
    if not model.classes or any(len(values) != len(model.classes) for values in by_class):
        raise ValueError("names, coefficients and intercepts need one entry a class")
    if not all(map(isfinite, chain(model.intercepts, *by_feature))):
        raise ValueError("every number must be finite")
    if 0 in model.scales:
        raise ValueError("no scale may be 0")


def _index_of_maximum(scores: list[float]) -> int:
    return scores.index(max(scores))
