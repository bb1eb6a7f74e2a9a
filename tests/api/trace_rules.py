"""The rules of a trace of traffic, for the tests. As in ``test_field_rules``."""

from tests.api.choice_rules import traffic


def traced(trace=None, **fields):
    """One profile of a trace; of three counts unless told otherwise."""
    trace = {"counts": [1, 0, 2], "intervalSeconds": 60} if trace is None else trace
    return [{"name": "a", "shape": "Trace", "trace": trace, **fields}]


def from_key(name="traces", key="a.csv", **fields):
    return traced({"configMapKeyRef": {"name": name, "key": key}, **fields})


def counted(counts=(1,), interval=60, **fields):
    return traced({"counts": list(counts), "intervalSeconds": interval, **fields})


TRACE = "spec.traffic[0].trace"
WITH_SHAPE = "spec.traffic needs trace with shape Trace"
TRACE_RULES = [
    (
        "spec__traffic",
        traced(),
        traced(shape="Bursts"),
        WITH_SHAPE,
    ),
    (
        "spec__traffic",
        traced(),
        traffic(shape="Trace"),
        WITH_SHAPE,
    ),
    (
        "spec__traffic",
        traced(requestsPerMonth=5),
        traced(requestsPerSecond=5),
        "spec.traffic.requestsPerSecond is not allowed with trace",
    ),
    ("spec__traffic", from_key(), traced({}), "spec.traffic.trace needs exactly one of"),
    (
        "spec__traffic",
        from_key(),
        from_key(counts=[1], intervalSeconds=60),
        "spec.traffic.trace needs exactly one of configMapKeyRef and counts",
    ),
    (
        "spec__traffic",
        counted(),
        traced({"counts": [1]}),
        "spec.traffic.trace needs intervalSeconds with counts",
    ),
    (
        "spec__traffic",
        counted([0, 1]),
        counted([0, 0]),
        "spec.traffic.trace needs a count greater than 0 in counts",
    ),
    (
        "spec__traffic",
        from_key(durationSeconds=60),
        counted(durationSeconds=60),
        "spec.traffic.trace.durationSeconds is not allowed with counts",
    ),
    ("spec__traffic", counted([1] * 2016), counted([1] * 2017), f"{TRACE}.counts"),
    ("spec__traffic", counted([1]), counted([]), f"{TRACE}.counts"),
    ("spec__traffic", counted([10**7]), counted([10**7 + 1]), f"{TRACE}.counts[0]"),
    ("spec__traffic", counted([0, 1]), counted([-1, 1]), f"{TRACE}.counts[0]"),
    ("spec__traffic", counted([1], 1), counted([1], 0), f"{TRACE}.intervalSeconds"),
    ("spec__traffic", counted([1], 86400), counted([1], 86401), f"{TRACE}.intervalSeconds"),
    (
        "spec__traffic",
        from_key(durationSeconds=1),
        from_key(durationSeconds=0),
        f"{TRACE}.durationSeconds",
    ),
    (
        "spec__traffic",
        from_key(durationSeconds=31622400),
        from_key(durationSeconds=31622401),
        f"{TRACE}.durationSeconds",
    ),
    ("spec__traffic", from_key("a.b"), from_key("A"), f"{TRACE}.configMapKeyRef.name"),
    ("spec__traffic", from_key("a" * 253), from_key("a" * 254), f"{TRACE}.configMapKeyRef.name"),
    ("spec__traffic", from_key("a"), from_key(""), f"{TRACE}.configMapKeyRef.name"),
    ("spec__traffic", from_key(key="A_1.csv"), from_key(key="a b"), f"{TRACE}.configMapKeyRef.key"),
    ("spec__traffic", from_key(key="a"), from_key(key=".."), f"{TRACE}.configMapKeyRef.key"),
    (
        "spec__traffic",
        from_key(key="a" * 253),
        from_key(key="a" * 254),
        f"{TRACE}.configMapKeyRef.key",
    ),
    (
        "spec__traffic",
        from_key(),
        traced({"configMapKeyRef": {"name": "a"}}),
        f"{TRACE}.configMapKeyRef.key",
    ),
    (
        "spec__traffic",
        from_key(),
        traced({"configMapKeyRef": {"key": "a"}}),
        f"{TRACE}.configMapKeyRef.name",
    ),
]
