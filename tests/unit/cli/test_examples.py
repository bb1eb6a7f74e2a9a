import pytest
from modelbench.cli.manifests import read_manifests

from tools.kubectl import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_each_example_can_be_run(example):
    found = read_manifests(example.read_text(), example.name, lambda _own: "n")
    assert found.benchmarks[0]["metadata"]["namespace"] == "n"
    assert found.benchmarks[0]["metadata"]["name"]
