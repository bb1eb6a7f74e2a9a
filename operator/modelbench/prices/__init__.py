"""The price sheets that are shipped, and how one is read from a file or a ConfigMap."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

BUILT_IN = (
    "own-cluster",
    "aws-lambda",
    "aws-fargate",
    "google-cloud-run",
    "google-cloud-run-instances",
    "azure-container-apps",
)


def read_built_in(name: str) -> Mapping[str, Any]:
    """The document of a shipped sheet. FileNotFoundError when there is none of that name."""
    text = resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return read_document(text)


def read_document(text: str) -> Mapping[str, Any]:
    """The mapping in a text of YAML. ValueError when it is not one.

    Every scalar stays the text that it is: a price must not become a binary float on its way.
    """
    try:
        document = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, Mapping):
        raise ValueError("not a mapping")
    return document
