"""The runner gets the keys that its request names, and no other pod gets any."""

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.variants import variants_of
from modelbench.resources.containerized import deployment
from modelbench.resources.pods import OwnImage
from modelbench.resources.runner_job import generators_job, runner_job
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs

IMAGE = OwnImage("operator", "Always")


def key(name, key):
    return {"secretKeyRef": {"name": name, "key": key}}


HEADERS = [
    {"name": "X-A", "valueFrom": key("tokens", "a")},
    {"name": "X-B", "valueFrom": key("tokens", "b")},
    {"name": "X-C", "valueFrom": key("tokens", "a")},
]


def benchmark(**request):
    model = {"image": "example.com/model:1", "request": request}
    return parse_benchmark(specs.document(model=model, load={"generators": 2}))


def pod_of(manifest):
    return manifest["spec"]["template"]["spec"]


def test_the_runner_has_exactly_the_keys_that_are_named_as_files():
    pod = pod_of(runner_job(benchmark(headers=HEADERS, bodyFrom=key("images", "png")), IMAGE))
    items = {"tokens": ["a", "b"], "images": ["png"]}
    assert pod["volumes"] == [
        {
            "name": f"secret-{number}",
            "secret": {
                "secretName": name,
                "items": [{"key": one, "path": one} for one in keys],
                "optional": False,
            },
        }
        for number, (name, keys) in enumerate(items.items())
    ]
    assert pod["containers"][0]["volumeMounts"] == [
        {"name": "secret-0", "mountPath": "/etc/modelbench/secrets/tokens", "readOnly": True},
        {"name": "secret-1", "mountPath": "/etc/modelbench/secrets/images", "readOnly": True},
    ]


def test_a_runner_without_secrets_has_no_volume():
    pod = pod_of(runner_job(benchmark(bodies=[{"configMapName": "a"}]), IMAGE))
    assert "volumes" not in pod
    assert "volumeMounts" not in pod["containers"][0]


def test_no_other_pod_has_a_secret():
    found = benchmark(headers=HEADERS)
    serverless, containerized = variants_of(found.spec)
    others = (
        generators_job(found, IMAGE),
        knative_service(found, serverless, IMAGE),
        deployment(found, containerized),
    )
    assert not any("tokens" in repr(manifest) for manifest in others)
