"""One accepted and one rejected manifest for each rule of the CRD, on the real API server."""

import pytest

from tests.api.manifests import ABSENT, manifest, server_says
from tests.api.own_pod_rules import OWN_POD_RULES
from tests.api.request_rules import REQUEST_RULES, key_of
from tests.api.scenario_rules import AUTOSCALER_RULES, LOAD_RULES, SCENARIO_RULES, bounds
from tests.api.stream_rules import STREAM_RULES

LONG = "x" * 40
REQUEST = "spec__model__request__"
RESOURCES = "spec__model__resources__"
COLD_START = "spec__scenarios__coldStart__"


def headers(name, value="v"):
    return [{"name": name, "value": value}]


def concurrency(limit, target):
    return {"containerConcurrency": limit, "targetConcurrency": target}


def limits(**values):
    return {"requests": {"cpu": "500m", "memory": "256Mi"}, "limits": values}


# The field, what is accepted, what is rejected, and what the refusal must say.
RULES = [
    ("metadata__name", LONG, LONG + "x", "metadata.name"),
    ("metadata__name", "a-1", "1-a", "metadata.name"),
    ("metadata__name", "a", "a.b", "metadata.name"),
    ("spec__model__image", "i", ABSENT, "exactly one of image and template"),
    ("spec__model__image", "i", "", "spec.model.image"),
    ("spec__model__image", "i" * 512, "i" * 513, "spec.model.image"),
    ("spec__model__image", "a/b:c", "a b", "spec.model.image"),
    ("spec__model__imagePullPolicy", "Never", "Sometimes", "spec.model.imagePullPolicy"),
    ("spec__model__imagePullSecretName", "a.b", "A", "spec.model.imagePullSecretName"),
    ("spec__model__imagePullSecretName", "a" * 253, "a" * 254, "spec.model.imagePullSecretName"),
    ("spec__model__command", ["a"] * 64, ["a"] * 65, "spec.model.command"),
    ("spec__model__command", ["a" * 4096], ["a" * 4097], "spec.model.command[0]"),
    ("spec__model__args", ["a"] * 64, ["a"] * 65, "spec.model.args"),
    ("spec__model__args", ["a" * 4096], ["a" * 4097], "spec.model.args[0]"),
    ("spec__model__port", 1, 0, "spec.model.port"),
    ("spec__model__port", 65535, 65536, "spec.model.port"),
    ("spec__model__port", 8011, 8012, "spec.model.port"),
    ("spec__model__env", [{"name": "A"}], [{"value": "a"}], "spec.model.env[0].name"),
    ("spec__model__env", [{"name": "spring.profiles.active"}], [{"name": "a=b"}], "env[0].name"),
    ("spec__model__env", [{"name": "1 a-B~!"}], [{"name": "é"}], "spec.model.env[0].name"),
    ("spec__model__env", [{"name": "PORTS"}], [{"name": "PORT"}], "spec.model.env"),
    (
        "spec__model__env",
        [{"name": "A"}, {"name": "B"}],
        [{"name": "A"}, {"name": "A"}],
        "spec.model.env[1]",
    ),
    (
        "spec__model__env",
        [{"name": "A", "value": "v" * 4096}],
        [{"name": "A", "value": "v" * 4097}],
        "spec.model.env[0].value",
    ),
    (
        "spec__model__env",
        [{"name": f"A{n}"} for n in range(64)],
        [{"name": f"A{n}"} for n in range(65)],
        "spec.model.env",
    ),
    (RESOURCES + "requests", {"cpu": "1.5"}, {"cpu": "1.5x"}, "spec.model.resources.requests.cpu"),
    (RESOURCES + "requests", {"cpu": 2}, {"cpu": -2}, "spec.model.resources.requests.cpu"),
    (RESOURCES + "requests", {"memory": 9}, {"memory": -9}, "requests.memory must not be negative"),
    (RESOURCES + "limits", {"cpu": "2"}, {"cpu": "2g"}, "spec.model.resources.limits.cpu"),
    (RESOURCES + "limits", {"cpu": 0.5}, {"cpu": -0.5}, "spec.model.resources.limits.cpu"),
    (RESOURCES + "limits", {"cpu": ".5"}, {"cpu": "."}, "spec.model.resources.limits.cpu"),
    (RESOURCES + "limits", {"cpu": "+1."}, {"cpu": "-1"}, "spec.model.resources.limits.cpu"),
    (RESOURCES + "limits", {"memory": "1e9"}, {"memory": "1e"}, "resources.limits.memory"),
    *(
        (RESOURCES + "limits", {"memory": f"9{suffix}"}, {"memory": f"9{suffix}B"}, "limits.memory")
        for suffix in (
            "n",
            "u",
            "m",
            "k",
            "M",
            "G",
            "T",
            "P",
            "E",
            "Ki",
            "Mi",
            "Gi",
            "Ti",
            "Pi",
            "Ei",
        )
    ),
    (
        "spec__model__resources",
        {"limits": {"memory": "9Mi"}},
        limits(memory="9Mi"),
        "limits.memory",
    ),
    (RESOURCES + "limits", {"cpu": 2}, {"cpu": -2}, "spec.model.resources.limits.cpu"),
    (RESOURCES + "limits", {"memory": "1Gi"}, {"memory": "1g"}, "resources.limits.memory"),
    (RESOURCES + "limits", {"memory": "1Gi"}, {"memory": -9}, "limits.memory must not be negative"),
    (
        RESOURCES + "requests",
        {"memory": "1Gi"},
        {"memory": "1GiB"},
        "spec.model.resources.requests.memory",
    ),
    ("spec__model__resources", limits(memory="256Mi"), limits(memory="255Mi"), "limits.memory"),
    ("spec__model__readinessPath", "/ready", "ready", "spec.model.readinessPath"),
    ("spec__model__readinessPath", "/!~", "/prête", "spec.model.readinessPath"),
    ("spec__model__readinessPath", "/" * 2048, "/" * 2049, "spec.model.readinessPath"),
    ("spec__model__runAsUser", 1, 0, "spec.model.runAsUser"),
    ("spec__model__runAsUser", 2147483647, 2147483648, "spec.model.runAsUser"),
    ("spec__model__request", {}, ABSENT, "spec.model.request"),
    (REQUEST + "method", "PUT", "DELETE", "spec.model.request.method"),
    (REQUEST + "path", "/a?b=c", "a", "spec.model.request.path"),
    (REQUEST + "path", "/pr%C3%A9dire", "/prédire", "spec.model.request.path"),
    (REQUEST + "path", "/a%2Fb?c=%25", "/a%2Fb?c=%zz", "spec.model.request.path"),
    (REQUEST + "path", "/%7B", "/{", "spec.model.request.path"),
    (REQUEST + "path", "/?{", "/?a#b", "spec.model.request.path"),
    (REQUEST + "path", "/%af", "/%zz", "spec.model.request.path"),
    (
        REQUEST + "headers",
        [*headers("a"), *headers("b")],
        [*headers("a"), *headers("A")],
        "in case",
    ),
    (REQUEST + "path", "/" * 2048, "/" * 2049, "spec.model.request.path"),
    (REQUEST + "headers", headers("X-A"), headers("X A"), "spec.model.request.headers[0].name"),
    (REQUEST + "headers", headers("Hosts"), headers("hOST"), "spec.model.request.headers"),
    (REQUEST + "headers", headers("a", "é"[:0]), headers("a", "\n"), "headers[0].value"),
    (REQUEST + "headers", headers("a", "v" * 2048), headers("a", "v" * 2049), "headers[0].value"),
    (REQUEST + "body", "b" * 131072, "b" * 131073, "spec.model.request.body"),
    (REQUEST + "timeoutSeconds", 1, 0, "spec.model.request.timeoutSeconds"),
    (REQUEST + "timeoutSeconds", 60, 61, "spec.model.request.timeoutSeconds"),
    (REQUEST + "expectedStatus", 200, 199, "spec.model.request.expectedStatus"),
    (REQUEST + "expectedStatus", 599, 600, "spec.model.request.expectedStatus"),
    ("spec__serverless__stableWindowSeconds", 6, 5, "spec.serverless.stableWindowSeconds"),
    ("spec__serverless__stableWindowSeconds", 3600, 3601, "spec.serverless.stableWindowSeconds"),
    ("spec__serverless__containerConcurrency", 0, -1, "spec.serverless.containerConcurrency"),
    ("spec__serverless__containerConcurrency", 1000, 1001, "containerConcurrency"),
    (
        "spec__serverless",
        concurrency(9, 9),
        concurrency(9, 10),
        "targetConcurrency must not exceed",
    ),
    ("spec__serverless", concurrency(0, 9), concurrency(8, 9), "targetConcurrency must not exceed"),
    ("spec__serverless__targetConcurrency", 1, 0, "spec.serverless.targetConcurrency"),
    ("spec__serverless__targetConcurrency", 1000, 1001, "spec.serverless.targetConcurrency"),
    ("spec__serverless__targetBurstCapacity", -1, -2, "spec.serverless.targetBurstCapacity"),
    ("spec__serverless__targetBurstCapacity", 100000, 100001, "targetBurstCapacity"),
    ("spec__serverless__metric", "RequestsPerSecond", "Rps", "spec.serverless.metric"),
    *bounds("spec.serverless.targetRequestsPerSecond", 1, 100000),
    *bounds("spec.serverless.targetUtilizationPercentage", 1, 100),
    *bounds("spec.serverless.scaleDownDelaySeconds", 0, 3600),
    *bounds("spec.serverless.minScale", 0, 100, maxScale=100),
    *bounds("spec.serverless.activationScale", 1, 100, maxScale=100),
    ("spec__serverless__minScale", 10, 11, "spec.serverless.minScale must not exceed maxScale"),
    ("spec__serverless__activationScale", 10, 11, "activationScale must not exceed maxScale"),
    ("spec__serverless__maxScale", 1, 0, "spec.serverless.maxScale"),
    ("spec__serverless__maxScale", 100, 101, "spec.serverless.maxScale"),
    ("spec__containerized__ingress", "Gateway", "Route", "spec.containerized.ingress"),
    ("spec__containerized__replicas", 1, 0, "spec.containerized.replicas"),
    ("spec__containerized__replicas", 100, 101, "spec.containerized.replicas"),
    *AUTOSCALER_RULES,
    *LOAD_RULES,
    *REQUEST_RULES,
    *OWN_POD_RULES,
    *STREAM_RULES,
    *SCENARIO_RULES,
    (COLD_START + "trials", 1, 0, "spec.scenarios.coldStart.trials"),
    (COLD_START + "trials", 20, 21, "spec.scenarios.coldStart.trials"),
    (COLD_START + "maxTrials", 500, 501, "spec.scenarios.coldStart.maxTrials"),
    (COLD_START + "relativePrecisionPercent", 1, 0, "relativePrecisionPercent"),
    (COLD_START + "relativePrecisionPercent", 100, 101, "relativePrecisionPercent"),
    (COLD_START + "lanes", 1, 0, "spec.scenarios.coldStart.lanes"),
    (COLD_START + "lanes", 16, 17, "spec.scenarios.coldStart.lanes"),
    (COLD_START + "timeoutSeconds", 10, 9, "spec.model.request.timeoutSeconds"),
    (COLD_START + "timeoutSeconds", 600, 601, "spec.scenarios.coldStart.timeoutSeconds"),
    ("spec__model__startTimeoutSeconds", 10, 9, "spec.model.request.timeoutSeconds"),
    ("spec__model__startTimeoutSeconds", 3600, 3601, "spec.model.startTimeoutSeconds"),
    ("spec__suspend", False, "no", "spec.suspend"),
    ("spec__activeDeadlineSeconds", 1, 0, "spec.activeDeadlineSeconds"),
    ("spec__activeDeadlineSeconds", 604800, 604801, "spec.activeDeadlineSeconds"),
    ("spec__ttlSecondsAfterFinished", 0, -1, "spec.ttlSecondsAfterFinished"),
    ("spec__ttlSecondsAfterFinished", 31536000, 31536001, "spec.ttlSecondsAfterFinished"),
]


@pytest.mark.parametrize(("field", "accepted", "rejected", "words"), RULES)
def test_a_rule_accepts_what_it_may_and_names_the_field_of_what_it_rejects(
    field, accepted, rejected, words
):
    assert server_says(manifest(**{field: accepted})) is None
    refusal = server_says(manifest(**{field: rejected}))
    assert refusal is not None
    assert words in refusal


def test_a_body_is_allowed_with_post_and_not_with_get():
    assert server_says(manifest(**{REQUEST + "body": "b"})) is None
    refusal = server_says(manifest(**{REQUEST + "body": "b", REQUEST + "method": "GET"}))
    assert "spec.model.request.body" in refusal


@pytest.mark.parametrize(
    ("field", "value"), [("bodyFrom", key_of("configMap")), ("bodies", [key_of("secret")])]
)
def test_other_bodies_take_the_place_of_the_body_and_are_not_allowed_with_get(field, value):
    given = {REQUEST + field: value}
    assert server_says(manifest(**given)) is None
    refusal = server_says(manifest(**given, **{REQUEST + "body": "b"}))
    assert "spec.model.request may have one of body, bodyFrom and bodies" in refusal
    refusal = server_says(manifest(**given, **{REQUEST + "method": "GET"}))
    assert f"spec.model.request.{field} is not allowed with method GET" in refusal


def test_a_body_comes_from_one_place_or_from_several_but_not_from_both():
    both = {REQUEST + "bodyFrom": key_of("secret"), REQUEST + "bodies": [key_of("secret")]}
    assert "may have one of body, bodyFrom and bodies" in server_says(manifest(**both))


def test_a_long_answer_needs_a_cold_start_that_may_take_as_long():
    long = {REQUEST + "timeoutSeconds": 600}
    assert server_says(manifest(**long, **{COLD_START + "timeoutSeconds": 600})) is None
    refusal = server_says(manifest(**long, **{COLD_START + "timeoutSeconds": 599}))
    assert "spec.model.request.timeoutSeconds must not exceed spec.scenarios.coldStart" in refusal


def test_without_a_cold_start_an_answer_may_take_as_long_as_the_revision_lets_it():
    burst = {"spec__scenarios": {"burst": {}}}
    assert server_says(manifest(**burst, **{REQUEST + "timeoutSeconds": 60})) is None
    refusal = server_says(manifest(**burst, **{REQUEST + "timeoutSeconds": 61}))
    assert "spec.model.request.timeoutSeconds must not exceed 60" in refusal


def test_a_longer_start_allows_a_longer_answer_with_and_without_a_cold_start():
    for scenarios in ({"coldStart": {}}, {"burst": {}}):
        long = {"spec__scenarios": scenarios, REQUEST + "timeoutSeconds": 300}
        assert server_says(manifest(**long, spec__model__startTimeoutSeconds=300)) is None
        refusal = server_says(manifest(**long, spec__model__startTimeoutSeconds=299))
        assert "spec.model.request.timeoutSeconds must not exceed" in refusal


def test_a_gateway_tells_variants_apart_by_a_host_that_none_may_set():
    host = {REQUEST + "host": "model.example.com"}
    assert server_says(manifest(**host)) is None
    behind = {"ingress": "Gateway"}
    two = [{"name": "two", "containerized": behind}]
    for changes in ({"spec__containerized": behind}, {"spec__variants": two}):
        assert server_says(manifest(**changes)) is None
        refusal = server_says(manifest(**changes, **host))
        assert "spec.model.request.host must not be set with ingress Gateway" in refusal


@pytest.mark.parametrize("name", ["coldStart", "burst", "steady", "autoscale", "reactivation"])
def test_each_scenario_can_be_the_only_one(name):
    assert server_says(manifest(spec__scenarios={name: {}})) is None


def test_requests_on_the_way_to_zero_need_a_variant_that_goes_there():
    kept = {"spec__scenarios": {"reactivation": {}}, "spec__serverless__minScale": 1}
    words = "spec.scenarios.reactivation needs a variant that scales to zero"
    assert words in server_says(manifest(**kept))
    other = [{"name": "zero", "serverless": {"minScale": 0}}]
    assert server_says(manifest(**kept, spec__variants=other)) is None


@pytest.mark.parametrize(
    "name", ["coldStarts", "model.imgae", "load.bodys", "scenarios.autoscales"]
)
def test_a_field_that_does_not_exist_is_named(name):
    refusal = server_says(manifest(**{"spec__" + name.replace(".", "__"): {}}))
    assert f'unknown field "spec.{name}"' in refusal


def test_the_least_manifest_needs_an_image_and_a_request():
    assert "spec" in server_says({**manifest(), "spec": {}})
    assert "spec" in server_says(manifest(spec=ABSENT))


TEXTS = ["x" * 4000] * 60


@pytest.mark.parametrize(
    "fields",
    [
        {"spec__model__command": TEXTS, "spec__model__args": []},
        {"spec__model__env": [{"name": f"A{n}", "value": "x" * 4000} for n in range(60)]},
        {
            "spec__variants": [
                {
                    "name": "a",
                    "containerized": {},
                    "model": {"env": [{"name": f"A{n}", "value": "x" * 4000} for n in range(60)]},
                }
            ]
        },
    ],
    ids=["command", "env", "variants"],
)
def test_a_spec_leaves_room_for_its_results_in_one_object_of_etcd(fields):
    """With 240,000 characters; 200,000 are allowed, in whatever fields."""
    words = "must have at most 200000 characters"
    assert words in server_says(manifest(**fields))
    assert server_says(manifest(spec__model__args=TEXTS[:40])) is None
    both = {"spec__model__args": TEXTS[:40], REQUEST + "body": "x" * 40_001}
    assert words in server_says(manifest(**both))


def test_the_arguments_of_lambda_functions_are_bounded_together():
    def function(count):
        return {
            "spec__serverless": {"containerConcurrency": 1, "lambda": {"command": TEXTS[:count]}}
        }

    assert server_says(manifest(**function(12))) is None
    assert "must have at most 50000 characters" in server_says(manifest(**function(13)))
