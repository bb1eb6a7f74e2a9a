"""The rules of ``spec.variants``, for the tests. As in ``test_field_rules``."""

VARIANTS = "spec__variants"
RESERVED = (
    "serverless",
    "containerized",
    "runner",
    "results",
    "generator",
    "generators",
    "a-start",
)
SERVERLESS, CONTAINERIZED, MODEL = (
    f"spec.variants[0].{part}" for part in ("serverless", "containerized", "model")
)


def named(*names):
    return [{"name": name, "containerized": {}} for name in names]


def serverless(**fields):
    return [{"name": "a", "serverless": fields}]


def containerized(**fields):
    return [{"name": "a", "containerized": fields}]


def of_model(**fields):
    return [{"name": "a", "containerized": {}, "model": fields}]


def autoscaled(**fields):
    return containerized(horizontalPodAutoscaler=fields)


def limits(of=None, **values):
    return of_model(resources={"limits": values, **({"requests": of} if of else {})})


def bounds(make, where, name, lowest, highest, **siblings):
    """Two rules: the bounds of one field of a variant."""
    return [
        (
            VARIANTS,
            make(**{**siblings, name: accepted}),
            make(**{**siblings, name: rejected}),
            f"{where}.{name} in body should be",
        )
        for accepted, rejected in ((lowest, lowest - 1), (highest, highest + 1))
    ]


NAME_RULES = [
    (VARIANTS, named(*"abcdef"), named(*"abcdefg"), "spec.variants"),
    (VARIANTS, named("a", "b"), named("a", "a"), "spec.variants[1]"),
    *(
        (VARIANTS, named("kept-warm2"), named(name), "spec.variants[0].name")
        for name in ("", "Warm", "1a", "a-1", "-a", "a-", "a--b", "a.b", "a" * 31)
    ),
    (VARIANTS, named("a" * 30), [{"containerized": {}}], "spec.variants[0].name"),
    *(
        (VARIANTS, named("starts"), named(name), "spec.variants.name must not be serverless")
        for name in RESERVED
    ),
    (
        VARIANTS,
        serverless(),
        [{"name": "a"}],
        "spec.variants needs exactly one of serverless and containerized",
    ),
    (
        VARIANTS,
        containerized(),
        [{"name": "a", "serverless": {}, "containerized": {}}],
        "spec.variants needs exactly one of serverless and containerized",
    ),
]

SERVERLESS_RULES = [
    *bounds(serverless, SERVERLESS, "stableWindowSeconds", 6, 3600),
    *bounds(serverless, SERVERLESS, "containerConcurrency", 0, 1000),
    *bounds(serverless, SERVERLESS, "targetConcurrency", 1, 1000),
    *bounds(serverless, SERVERLESS, "targetRequestsPerSecond", 1, 100000),
    *bounds(serverless, SERVERLESS, "targetUtilizationPercentage", 1, 100),
    *bounds(serverless, SERVERLESS, "targetBurstCapacity", -1, 100000),
    *bounds(serverless, SERVERLESS, "minScale", 0, 100, maxScale=100),
    *bounds(serverless, SERVERLESS, "maxScale", 1, 100),
    *bounds(serverless, SERVERLESS, "activationScale", 1, 100, maxScale=100),
    *bounds(serverless, SERVERLESS, "scaleDownDelaySeconds", 0, 3600),
    (VARIANTS, serverless(metric="Concurrency"), serverless(metric="rps"), SERVERLESS + ".metric"),
    *(
        (VARIANTS, of(["a"] * 64), of(wrong), f"{SERVERLESS}.lambda.{field}")
        for field in ("command", "args")
        for of in [
            lambda words, field=field: serverless(
                containerConcurrency=1, **{"lambda": {field: words}}
            )
        ]
        for wrong in (["a"] * 65, ["a" * 4097])
    ),
]

CONTAINERIZED_RULES = [
    *bounds(containerized, CONTAINERIZED, "replicas", 1, 100),
    (VARIANTS, autoscaled(maxReplicas=1), autoscaled(), "horizontalPodAutoscaler.maxReplicas"),
    *bounds(autoscaled, CONTAINERIZED + ".horizontalPodAutoscaler", "maxReplicas", 1, 100),
    *bounds(
        autoscaled,
        CONTAINERIZED + ".horizontalPodAutoscaler",
        "targetCPUUtilizationPercentage",
        1,
        100,
        maxReplicas=2,
    ),
    *bounds(
        autoscaled,
        CONTAINERIZED + ".horizontalPodAutoscaler",
        "scaleDownStabilizationSeconds",
        0,
        3600,
        maxReplicas=2,
    ),
]

MODEL_RULES = [
    (VARIANTS, of_model(image="i" * 512), of_model(image="i" * 513), MODEL + ".image"),
    (VARIANTS, of_model(image="i"), of_model(image=""), MODEL + ".image"),
    (
        VARIANTS,
        of_model(image="a/b:c"),
        of_model(image="a b"),
        "spec.variants.model.image must not contain white space",
    ),
    *(
        (VARIANTS, of_model(env=[{"name": "PORTS"}]), of_model(env=[{"name": name}]), words)
        for name, words in (
            ("PORT", "spec.variants.model.env must not set PORT"),
            ("AWS_LAMBDA_RUNTIME_API", "nor AWS_LAMBDA_RUNTIME_API"),
            ("a=b", MODEL + ".env[0].name"),
            ("", MODEL + ".env[0].name"),
            ("A" * 129, MODEL + ".env[0].name"),
        )
    ),
    (
        VARIANTS,
        of_model(env=[{"name": f"A{number}"} for number in range(64)]),
        of_model(env=[{"name": f"A{number}"} for number in range(65)]),
        MODEL + ".env",
    ),
    (
        VARIANTS,
        of_model(env=[{"name": "A"}, {"name": "B"}]),
        of_model(env=[{"name": "A"}] * 2),
        MODEL + ".env[1]",
    ),
    (
        VARIANTS,
        of_model(env=[{"name": "A", "value": "v" * 4096}]),
        of_model(env=[{"name": "A", "value": "v" * 4097}]),
        MODEL + ".env[0].value",
    ),
    *(
        (
            VARIANTS,
            of_model(resources={kind: {name: good}}),
            of_model(resources={kind: wrong}),
            words,
        )
        for kind in ("requests", "limits")
        for name, good, bad in (("cpu", 1, "1x"), ("memory", "1Gi", "1GiB"))
        for wrong, words in (
            ({name: bad}, f"{MODEL}.resources.{kind}.{name}"),
            ({name: -1}, f"resources.{kind}.{name}"),
        )
    ),
    *(
        (
            VARIANTS,
            limits(of={name: low}, **{name: low}),
            limits(of={name: high}, **{name: low}),
            words,
        )
        for name, low, high in (("memory", "200Mi", "201Mi"),)
        for words in [
            f"spec.variants.model.resources.limits.{name} must not be below requests.{name}"
        ]
    ),
]

REQUEST = "spec.variants.model.request"
PLACE = MODEL + ".request"
KEY = {"configMapKeyRef": {"name": "a", "key": "b"}}
SECRET = {"secretKeyRef": {"name": "a", "key": "b"}}


def asked(**fields):
    return of_model(request=fields)


def key(kind, name="a", key="b"):
    return {f"{kind}KeyRef": {"name": name, "key": key}}


def headers(*names, **fields):
    return asked(headers=[{"name": name, **(fields or {"value": "v"})} for name in names])


REQUEST_RULES = [
    (VARIANTS, asked(method="PUT"), asked(method="DELETE"), PLACE + ".method"),
    (VARIANTS, asked(path="/a?b=c"), asked(path="a"), PLACE + ".path"),
    (VARIANTS, asked(path="/" + "a" * 2047), asked(path="/" + "a" * 2048), PLACE + ".path"),
    (VARIANTS, asked(body="b" * 131072), asked(body="b" * 131073), PLACE + ".body"),
    (VARIANTS, asked(expectedStatus=200), asked(expectedStatus=199), PLACE + ".expectedStatus"),
    (VARIANTS, asked(expectedStatus=599), asked(expectedStatus=600), PLACE + ".expectedStatus"),
    *(
        (VARIANTS, asked(expectedJSONPath=good), asked(expectedJSONPath=wrong), PLACE)
        for good, wrong in (("$.a", ""), ("$", "a.$"), ("$" * 256, "$" * 257))
    ),
    (
        VARIANTS,
        asked(expectedJSONPath="$..a..b"),
        asked(expectedJSONPath="$..a..b..c"),
        REQUEST + ".expectedJSONPath must have at most two",
    ),
    *(
        (VARIANTS, asked(bodyFrom=KEY), asked(bodyFrom=KEY, **other), REQUEST + " may have one of")
        for other in ({"body": ""}, {"bodies": [KEY]})
    ),
    (VARIANTS, asked(bodyFrom=KEY), asked(bodyFrom={}), REQUEST + ".bodyFrom needs exactly one"),
    (
        VARIANTS,
        asked(bodyFrom=SECRET),
        asked(bodyFrom={**KEY, **SECRET}),
        REQUEST + ".bodyFrom needs exactly one",
    ),
    (VARIANTS, asked(bodies=[KEY] * 64), asked(bodies=[KEY] * 65), PLACE + ".bodies"),
    (VARIANTS, asked(bodies=[SECRET]), asked(bodies=[]), PLACE + ".bodies"),
    (
        VARIANTS,
        asked(bodies=[{"configMapName": "a"}]),
        asked(bodies=[{**KEY, "configMapName": "a"}]),
        REQUEST + ".bodies needs exactly one of",
    ),
    *(
        (VARIANTS, asked(bodies=[{"configMapName": "a.b"}]), asked(bodies=[wrong]), PLACE)
        for wrong in ({"configMapName": ""}, {"configMapName": "A"}, {"configMapName": "a" * 254})
    ),
    *(
        (VARIANTS, make(kind), make(kind, **wrong), f"{kind}KeyRef.{field}")
        for kind in ("configMap", "secret")
        for make in (
            lambda kind, **of: asked(bodyFrom=key(kind, **of)),
            lambda kind, **of: asked(bodies=[key(kind, **of)]),
        )
        for field in ("name", "key")
        for wrong in ({field: "/"}, {field: "a" * 254}, {field: ""})
    ),
    *(
        (
            VARIANTS,
            headers("A", valueFrom=key("secret")),
            headers("A", valueFrom=key("secret", **wrong)),
            f"secretKeyRef.{field}",
        )
        for field in ("name", "key")
        for wrong in ({field: "/"}, {field: "a" * 254}, {field: ""})
    ),
    (VARIANTS, headers("A"), headers("Host"), REQUEST + ".headers must not set Host"),
    (VARIANTS, headers("A"), headers("A b"), PLACE + ".headers[0].name"),
    (VARIANTS, headers("A" * 128), headers("A" * 129), PLACE + ".headers[0].name"),
    (VARIANTS, headers("A", "B"), headers("A", "a"), "names that differ in case only"),
    (VARIANTS, headers("A", "B"), headers("A", "A"), PLACE + ".headers[1]"),
    (
        VARIANTS,
        headers(*(f"A{number}" for number in range(32))),
        headers(*(f"A{number}" for number in range(33))),
        PLACE + ".headers",
    ),
    (VARIANTS, headers("A", value="v" * 2048), headers("A", value="v" * 2049), PLACE),
    (VARIANTS, headers("A", value="v"), headers("A", value="\n"), PLACE + ".headers[0].value"),
    (
        VARIANTS,
        headers("A", valueFrom=SECRET),
        headers("A", value="v", valueFrom=SECRET),
        REQUEST + ".headers needs exactly one of value and valueFrom",
    ),
    (VARIANTS, headers("A", valueFrom=SECRET), headers("A", valueFrom={}), "secretKeyRef"),
    (VARIANTS, asked(method="POST", body=""), asked(method="GET", body=""), "no body, bodyFrom"),
    (VARIANTS, asked(method="PUT", bodies=[KEY]), asked(method="GET", bodies=[KEY]), "no body"),
    (VARIANTS, asked(method="PUT", bodyFrom=KEY), asked(method="GET", bodyFrom=KEY), "no body"),
]
