"""Accepted and rejected values of what a request is made of."""

REQUEST = "spec__model__request__"
HEADERS = "spec.model.request.headers"


def key_of(kind, **changes):
    """A reference to a key of a ConfigMap or a Secret."""
    return {f"{kind}KeyRef": {"name": "a", "key": "b", **changes}}


def secret_header(**changes):
    return [{"name": "X-A", "valueFrom": key_of("secret", **changes)}]


def references(field, of, where):
    """The rules of a reference, wherever it stands."""
    return [
        *(
            (REQUEST + field, of("a" * 253), of(wrong), f"{where}.name")
            for wrong in ("", "A", "a" * 254)
        ),
        (REQUEST + field, of("a.b"), of("-a"), f"{where}.name"),
        *(
            (REQUEST + field, of(key="._-aZ0"), of(key=wrong), f"{where}.key")
            for wrong in ("", ".", "..", "a/b", "k" * 254)
        ),
    ]


def header(name="a", key="b"):
    return secret_header(name=name, key=key)


def of_kind(kind, several):
    """What makes a body, or a list of one, from a name and a key."""

    def body(name="a", key="b"):
        found = key_of(kind, name=name, key=key)
        return [found] if several else found

    return body


REQUEST_RULES = [
    *references("headers", header, HEADERS + "[0].valueFrom.secretKeyRef"),
    *(
        rule
        for kind in ("configMap", "secret")
        for field, several, where in (
            ("bodyFrom", False, "bodyFrom"),
            ("bodies", True, "bodies[0]"),
        )
        for rule in references(
            field, of_kind(kind, several), f"spec.model.request.{where}.{kind}KeyRef"
        )
    ),
    (REQUEST + "headers", header(), [{"name": "X-A"}], "exactly one of value and valueFrom"),
    (
        REQUEST + "headers",
        header(),
        [{**header()[0], "value": "v"}],
        "exactly one of value and valueFrom",
    ),
    (
        REQUEST + "headers",
        header(),
        [{"name": "X-A", "valueFrom": {}}],
        HEADERS + "[0].valueFrom.secretKeyRef",
    ),
    (
        REQUEST + "bodyFrom",
        key_of("configMap"),
        {},
        "spec.model.request.bodyFrom needs exactly one of",
    ),
    (
        REQUEST + "bodyFrom",
        key_of("secret"),
        {**key_of("configMap"), **key_of("secret")},
        "spec.model.request.bodyFrom needs exactly one of",
    ),
    (REQUEST + "bodies", [key_of("secret")], [], "spec.model.request.bodies"),
    (REQUEST + "bodies", [key_of("secret")] * 64, [key_of("secret")] * 65, "request.bodies"),
    (REQUEST + "bodies", [{"configMapName": "a"}], [{}], "spec.model.request.bodies needs exactly"),
    (
        REQUEST + "bodies",
        [{"configMapName": "a"}, key_of("configMap")],
        [{"configMapName": "a", **key_of("configMap")}],
        "spec.model.request.bodies needs exactly one of",
    ),
    *(
        (
            REQUEST + "bodies",
            [{"configMapName": "a.b"}],
            [{"configMapName": wrong}],
            "configMapName",
        )
        for wrong in ("", "A", "a" * 254)
    ),
    *(
        (REQUEST + "host", good, wrong, "spec.model.request.host")
        for good, wrong in (
            ("shop.example.com:8080", "http://shop.example.com"),
            ("a", ""),
            ("A-1.b", "a b"),
            ("10.0.0.1:1", "a:"),
            ("a" * 259, "a" * 260),
        )
    ),
    (REQUEST + "expectedJSONPath", "$", "", "spec.model.request.expectedJSONPath"),
    (REQUEST + "expectedJSONPath", "$.a", "a.$", "spec.model.request.expectedJSONPath"),
    (REQUEST + "expectedJSONPath", "$" * 256, "$" * 257, "spec.model.request.expectedJSONPath"),
    (REQUEST + "expectedJSONPath", "$..a..b", "$..a..b..c", "must have at most two '..'"),
]
