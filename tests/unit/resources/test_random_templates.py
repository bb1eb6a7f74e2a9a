"""Whatever stands in a template, children are made of it or a field is named, and nothing crashes.

MODELBENCH_TEMPLATES sets how many templates are tried.
"""

import os
import re

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.pod_requests import pod_requests
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.controller.child_manifests import ChildManifests
from modelbench.controller.settings import Settings
from modelbench.resources.deviations import deviations
from modelbench.view.hints import hints

from tests.unit.made import specs
from tests.unit.made.templates import model, random_template

COUNT = int(os.environ.get("MODELBENCH_TEMPLATES", "400"))
OVERRIDES = {"env": [{"name": "A", "value": "1"}], "resources": {"limits": {"cpu": 2}}}
VARIANTS = [
    {"name": "own", "containerized": {}, "model": {"image": "other:2", **OVERRIDES}},
    {"name": "no-token", "serverless": {}, "model": {"automountServiceAccountToken": False}},
    {"name": "fn", "serverless": {"lambda": {"args": ["h"]}, "containerConcurrency": 1}},
]
FIELD = re.compile(r"spec\.model\.[\w.\[\]/-]+: \S")


def children(seed):
    """All manifests of a benchmark of the random template; FormatError when there are none."""
    asked = model(random_template(seed))
    found = parse_benchmark(specs.document(model=asked, variants=VARIANTS[seed % 2 :]))
    variants = variants_of(found.spec)
    for one in variants:
        assert all(deviations(one, 60))
    assert list(hints(found.spec, found.status)) == []
    manifests = list(ChildManifests(found, Settings("operator")).all())
    assert all(amount >= 0 for one in variants for amount in pod_requests(one.model).values())
    return manifests


def test_each_refusal_names_a_field_and_most_templates_are_taken():
    refusals = []
    for seed in range(COUNT):
        try:
            assert children(seed)
        except FormatError as error:
            refusals.append(str(error))
    assert [words for words in refusals if not FIELD.match(words)] == []
    assert 0.05 < len(refusals) / COUNT < 0.8, refusals[:10]


@pytest.mark.parametrize("spec", [{}, {"containers": None}, {"containers": [{}]}])
def test_a_template_without_a_container_is_refused_by_name(spec):
    found = parse_benchmark(specs.document(model=model({"spec": spec})))
    with pytest.raises(FormatError, match=r"spec\.model\.template\.spec\.containers"):
        list(ChildManifests(found, Settings("operator")).all())
