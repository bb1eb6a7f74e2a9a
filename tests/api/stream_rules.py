"""Accepted and rejected values of spec.model.request.stream. As in ``test_field_rules``."""

STREAM = "spec__model__request__stream"
WHERE = "spec.model.request.stream"
CHAT = {"protocol": "OpenAIChat"}


def explicit(format_="ServerSentEvents", **fields):
    """A stream of a format, with the path that it needs."""
    path = {} if format_ == "RawChunks" else {"contentJSONPath": "text"}
    return {"format": format_, **path, **fields}


STREAM_RULES = [
    (
        "spec__model__request",
        {"stream": CHAT},
        {"stream": CHAT, "expectedJSONPath": "$.a"},
        "spec.model.request.expectedJSONPath is not allowed with stream",
    ),
    (STREAM, CHAT, {"protocol": "OpenAI"}, f"{WHERE}.protocol"),
    (STREAM, explicit("RawChunks"), explicit("Chunks"), f"{WHERE}.format"),
    (STREAM, explicit(), {}, f"{WHERE} needs exactly one of protocol and format"),
    (STREAM, CHAT, {**CHAT, **explicit()}, f"{WHERE} needs exactly one of protocol and format"),
    (
        STREAM,
        explicit("NewlineDelimitedJSON"),
        {"format": "NewlineDelimitedJSON"},
        f"{WHERE} needs contentJSONPath",
    ),
    (
        STREAM,
        explicit("RawChunks"),
        explicit("RawChunks", contentJSONPath="a"),
        f"{WHERE} needs contentJSONPath",
    ),
    (
        STREAM,
        explicit(usageTokensJSONPath="usage.tokens"),
        {**CHAT, "usageTokensJSONPath": "usage.tokens"},
        f"{WHERE} takes usageTokensJSONPath only beside contentJSONPath",
    ),
    *(
        (STREAM, explicit(contentJSONPath="a.b[0].c_d[12]"), explicit(**{path: wrong}), path)
        for path in ("contentJSONPath", "usageTokensJSONPath")
        for wrong in ("$.a", "a..b", "a[-1]", "", "a" * 129)
    ),
    (
        STREAM,
        {**CHAT, "stallMilliseconds": 60000},
        {**CHAT, "stallMilliseconds": 60001},
        f"{WHERE}.stallMilliseconds",
    ),
    (
        STREAM,
        {**CHAT, "stallMilliseconds": 1},
        {**CHAT, "stallMilliseconds": 0},
        f"{WHERE}.stallMilliseconds",
    ),
]


def bounded(metric, **fields):
    """The fields of a spec with an objective of a stream at 10 a second."""
    maximum = {} if any(name.startswith("m") for name in fields) else {"maximumMilliseconds": 1}
    return {
        "model": {"image": "a", "request": {"stream": CHAT}},
        "scenarios": {"steady": {}},
        "objectives": [{"metric": f"serverless.{metric}", **maximum, **fields}],
    }


FIRST, TOKENS = "timeToFirstToken.p95", "tokensPerSecond.perUser"
AT = {"ratePerSecond": 10}
STREAM_RULES += [
    ("spec", bounded(FIRST, **AT), bounded("timeToFirstToken.p42", **AT), "objectives[0].metric"),
    ("spec", bounded("interTokenLatency.p50", **AT), bounded(FIRST), "needs ratePerSecond"),
    (
        "spec",
        bounded(TOKENS, minimumTokensPerSecond="10.5", **AT),
        bounded(TOKENS, **AT),
        "spec.objectives needs minimumTokensPerSecond with a metric of tokensPerSecond",
    ),
    (
        "spec",
        bounded("coldStart.firstTokenP95"),
        {**bounded(FIRST, **AT), "model": {"image": "a", "request": {}}},
        "spec.objectives may bound tokens only with spec.model.request.stream",
    ),
    (
        "spec",
        bounded(TOKENS, minimumTokensPerSecond="1", **AT),
        bounded(TOKENS, minimumTokensPerSecond="-1", **AT),
        "spec.objectives[0].minimumTokensPerSecond",
    ),
]

USERS = "spec.scenarios.users"


def with_users(**fields):
    """The fields of a spec with users at once."""
    return {
        "model": {"image": "a", "request": {"stream": CHAT}},
        "scenarios": {"users": fields},
    }


def users_rule(accepted, rejected, where=USERS):
    return ("spec", with_users(**accepted), with_users(**rejected), where)


STREAM_RULES += [
    (
        "spec",
        with_users(),
        {**with_users(), "model": {"image": "a", "request": {}}},
        "spec.scenarios.users needs spec.model.request.stream",
    ),
    users_rule({"counts": [1]}, {"counts": []}, f"{USERS}.counts"),
    users_rule({"counts": [1000]}, {"counts": [1001]}, f"{USERS}.counts[0]"),
    users_rule({"counts": [1, 2]}, {"counts": [2, 2]}, f"{USERS}.counts[1]"),
    users_rule({"counts": [*range(1, 11)]}, {"counts": [*range(1, 12)]}, f"{USERS}.counts"),
    users_rule(
        {"counts": [1, 2], "durationSeconds": 600, "rounds": 6},
        {"counts": [1, 2], "durationSeconds": 600, "rounds": 7},
        f"{USERS}.durationSeconds times rounds times the number of counts",
    ),
    *(
        users_rule({field: good}, {field: bad}, f"{USERS}.{field}")
        for field, good, bad in (
            ("thinkTimeMilliseconds", 0, -1),
            ("thinkTimeMilliseconds", 600000, 600001),
            ("durationSeconds", 2, 1),
            ("durationSeconds", 600, 601),
            ("warmUpSeconds", 60, 61),
            ("rounds", 2, 1),
            ("rounds", 50, 51),
        )
    ),
]
