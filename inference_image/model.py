"""The model's file: a scikit-learn pipeline as skops saves it.

Unlike a pickle such a file runs no code when it is loaded: skops builds the types that it trusts,
scikit-learn's own among them, and refuses a file that holds any other.
"""

from pathlib import Path

import sklearn
from sklearn.pipeline import Pipeline
from skops import io

FILE = Path(__file__).with_name("model.skops")

# What is asked has been looked at: the numbers are finite.
sklearn.set_config(assume_finite=True)


def load(file: Path = FILE) -> Pipeline:
    """The fitted pipeline. UntrustedTypesFoundException when the file holds other types."""
    pipeline: Pipeline = io.load(file)
    return pipeline
