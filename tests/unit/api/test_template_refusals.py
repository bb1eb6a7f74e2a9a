"""A template of which no pod can be made: the field that is wrong has its name in the message."""

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.template_check import checked_template
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of

from tests.unit.made import specs
from tests.unit.made.templates import model, real

CONTAINER = r"spec\.model\.template\.spec\.containers\[0\]"


def refusal(template, as_function=False, **fields):
    found = parse_benchmark(specs.document(model=model(template, **fields)))
    with pytest.raises(FormatError) as error:
        checked_template(variants_of(found.spec)[0].model, as_function=as_function)
    return error


def pod(**container):
    return {"spec": {"containers": [{"name": "model", "image": "i", **container}]}}


def probe(port):
    return {"httpGet": {"path": "/", "port": port}}


ENV = [
    ([{"name": "PORT", "value": "1"}], r"\.env\[0\]: PORT must be 8000"),
    ([{"name": "K_SERVICE"}], r"\.env\[0\]\.name: must not be K_SERVICE"),
    ([{"value": "1"}], r"\.env\[0\]\.name"),
    (["A"], r"\.env\[0\]: must be an object"),
]
PORTS = [
    ([{"containerPort": 9000}], r"^spec\.model\.port: is 8000, which is none of "),
    ([{"containerPort": 8000}, {"containerPort": 9090}], r"\.ports\[1\]\.containerPort: 9090"),
    ([{"containerPort": "8000"}], r"\.ports\[0\]\.containerPort: must be a number"),
]


@pytest.mark.parametrize(
    ("container", "words"),
    [
        *(({"env": env}, CONTAINER + words) for env, words in ENV),
        *(({"ports": ports}, words) for ports, words in PORTS),
        ({"image": ""}, CONTAINER + r"\.image: names no image"),
        ({"resources": {"limits": {"cpu": "1x"}}}, CONTAINER + r"\.resources\.limits\[cpu\]"),
        ({"resources": {"requests": {"a/b": -1}}}, r"\[a/b\]: must not be negative"),
        ({"resources": {"requests": {"cpu": True}}}, r"\[cpu\]: must be a quantity"),
        ({"readinessProbe": probe(9000)}, CONTAINER + r"\.readinessProbe\.httpGet\.port"),
        ({"livenessProbe": probe(9000)}, CONTAINER + r"\.livenessProbe\.httpGet\.port"),
        ({"startupProbe": probe("http")}, CONTAINER + r"\.startupProbe\.httpGet\.port: 'http'"),
        ({"readinessProbe": "x"}, CONTAINER + r"\.readinessProbe: must be an object"),
    ],
)
def test_a_wrong_field_of_the_measured_container_is_named(container, words):
    assert refusal(pod(**container)).match(words if words[0] == "^" else f".*{words}")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"containers": []}, r"\.containers: has no containers"),
        ({"containers": "x"}, r"\.containers: must be a list"),
        ({"containers": [None]}, r"\.containers\[0\]: must be an object"),
        (
            {"containers": [{"name": n, "image": "i"} for n in "ab"]},
            r"\.containers: has several containers: name the one to measure model",
        ),
        (
            {"initContainers": [{"name": "model", "image": "i"}]},
            r"\.initContainers\[0\]\.name: model is also the name of another container",
        ),
        ({"volumes": {}}, r"\.volumes: must be a list"),
        ({"nodeSelector": {"a": "b" * 65536}}, r"\.spec: has \d+ bytes, more than 65536"),
    ],
)
def test_a_wrong_field_of_the_pod_is_named(spec, words):
    assert refusal(real(**spec)).match(f".*{words}")


def test_a_readiness_path_beside_a_probe_is_refused():
    words = r"spec\.model\.readinessPath: must be absent"
    assert refusal(pod(readinessProbe=probe(8000)), readinessPath="/other").match(words)


def test_what_a_lambda_runtime_needs_for_itself_is_refused():
    env = [{"name": "AWS_LAMBDA_RUNTIME_API", "value": "x"}]
    assert refusal(pod(env=env), as_function=True).match(r".*env: must not set AWS_LAMBDA")


def test_a_port_that_the_template_repeats_is_taken():
    found = parse_benchmark(
        specs.document(model=model(pod(env=[{"name": "PORT", "value": "8000"}])))
    )
    assert checked_template(variants_of(found.spec)[0].model)
