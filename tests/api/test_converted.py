"""What ``modelbench init`` writes is what the API server takes, of each source."""

import pytest
import yaml

from tests.unit.conversion.reading import text
from tools.kubectl import kubectl

SOURCES = (
    ("deployment",),
    ("sidecar",),
    ("knative",),
    ("cloud-run",),
    ("inference-service", "serving-runtime"),
    ("custom-predictor",),
)


@pytest.mark.parametrize("names", SOURCES, ids="-".join)
@pytest.mark.parametrize("template", [False, True], ids=["shortest", "template"])
def test_a_benchmark_that_was_made_is_taken_without_an_unknown_field(names, template):
    made = text(*names, always_template=template)
    arguments = ("apply", "--dry-run=server", "--validate=strict", "--output=name", "-f", "-")
    name = yaml.safe_load(made)["metadata"]["name"]
    assert kubectl(*arguments, text=made).strip() == f"modelbenchmark.modelbench.dev/{name}"
