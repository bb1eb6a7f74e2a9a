"""``check -f`` reads the traces that a benchmark names, and judges them as its run would."""

import pytest

from tests.unit.cli.test_check import complete, outcomes

NAMING = """
apiVersion: modelbench.dev/v1alpha1
kind: ModelBenchmark
metadata: {name: b}
spec:
  model: {image: m}
  traffic:
    - {name: recorded, shape: Trace, trace: {configMapKeyRef: {name: traces, key: monday}}}
"""
BESIDE = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: traces}
data: {monday: "0\\nsoon"}
"""
FIELD = "spec.traffic[0].trace.configMapKeyRef"
PATH = "/api/v1/namespaces/n/configmaps/traces"


def traces(text, part="data"):
    metadata = {"name": "traces", "namespace": "n"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, part: {"monday": text}}


def checked(config_map=None, code=0, stdin=NAMING, **arguments):
    cluster = complete(**arguments)
    if config_map is not None:
        cluster.objects[PATH] = config_map
    return outcomes(cluster, "-f", "-", stdin=stdin, code=code)


def test_a_trace_that_can_be_read_is_told_by_what_it_holds():
    found = checked(traces("timestamp\n0\n60\n90\n"))
    assert found["trace of recorded"] == {
        "what": "trace of recorded", "state": "ok", "message": "3 requests in 2.25 min"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("config_map", "words"),
    [
        (traces("0\nsoon\n"), ": line 2: timestamp soon is neither"),
        (traces(""), ": it has no lines"),
        (traces("MQo=", "binaryData"), " is not text"),
    ],
)
def test_a_trace_that_the_run_would_refuse_is_refused_in_its_words(config_map, words):
    refused = checked(config_map, code=2)["traces"]
    assert refused["state"] == "refused"
    assert refused["message"].startswith(f"{FIELD}: key monday of ConfigMap traces{words}")


def test_a_trace_in_the_same_file_is_read_there():
    found = checked(traces("0\n1\n"), code=2, stdin=NAMING + BESIDE)["traces"]
    assert "line 2: timestamp soon" in found["message"]


@pytest.mark.parametrize("config_map", [None, {**traces(""), "data": {"tuesday": ""}}])
def test_one_that_is_not_there_is_told_once(config_map):
    found = checked(config_map, code=1)
    assert found["ConfigMap traces"]["state"] == "missing"
    assert FIELD in found["ConfigMap traces"]["message"]
    assert "traces" not in found


def test_one_that_is_not_shown_is_unknown():
    found = checked(traces("x"), hidden=("configmaps/traces",))
    assert found["ConfigMap traces"]["state"] == "unknown"
    assert "traces" not in found
