"""What Helm prints after an installation, which depends on the values."""

import pytest

from tests.chart.rendering import NAMESPACE, RELEASE, helm
from tools.chart import CHART

LOCAL = {"image": {"repository": "dev.local/modelbench/operator"}}
CASES = [
    ("is not in a registry", LOCAL, {}),
    ("crds.install is false", {"crds": {"install": False}}, {}),
    ("disturb each other", {"maxConcurrent": 2}, {}),
    ("kubectl delete crd", {}, {"crds": {"keep": False}}),
]


def notes(values):
    # Nothing is stored; but Helm looks whether anything is there already, from manifests/ perhaps.
    flags = ("--dry-run=client", "--take-ownership")
    return helm("install", RELEASE, CHART, *flags, values=values).split("NOTES:")[1]


@pytest.mark.parametrize(("words", "with_them", "without_them"), CASES)
def test_what_must_be_known_is_said_where_it_holds(words, with_them, without_them):
    assert words in notes(with_them)
    assert words not in notes(without_them)


def test_the_next_steps_name_this_release():
    assert f"helm test {RELEASE} --namespace {NAMESPACE}" in notes({})
