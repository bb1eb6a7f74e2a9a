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
