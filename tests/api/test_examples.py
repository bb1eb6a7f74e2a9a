"""Every example is what the API server takes, and can be found."""

import re

import pytest
import yaml

from tools.kubectl import ROOT, kubectl

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PAGE = (ROOT / "docs" / "examples.md").read_text()


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request):
    return request.param


def test_the_api_server_takes_it_without_an_unknown_field(example):
    arguments = ("apply", "--dry-run=server", "--validate=strict", "--output=name", "-f")
    created = kubectl(*arguments, str(example)).split()
    assert f"modelbenchmark.modelbench.dev/{example.stem}" in created


def test_the_page_of_examples_has_it_with_its_time(example):
    (row,) = (line for line in PAGE.splitlines() if f"](../examples/{example.name})" in line)
    minutes = re.search(r"about (\d+) minutes", example.read_text().replace("\n# ", " "))[1]
    assert row.split("|")[-2].strip() == minutes


def test_its_benchmark_has_the_name_of_the_file(example):
    documents = list(yaml.safe_load_all(example.read_text()))
    assert [d["metadata"]["name"] for d in documents if d["kind"] == "ModelBenchmark"] == [
        example.stem
    ]
