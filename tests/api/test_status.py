"""The API server keeps every value that the operator writes, and no other shape of it."""

import pytest

from tests.api.filled_status import filled_status
from tests.api.manifests import with_status
from tests.api.schema import fields, properties

FILLED = filled_status()
VARIANT = {"name": "serverless", "mode": "Serverless"}
COST = {"variant": "a", "sheet": "b"}
UNNAMED = {"perMonth": "1.00", "counted": True}
FEE = {"name": "f", **UNNAMED}
EVEN = {**COST, "rivalVariant": "c", "rivalSheet": "d"}
DIFFERENCE = {"first": "a", "second": "b", "ratePerSecond": 1, "percentile": "50"}
CONDITION = FILLED["conditions"][0]
LATENCY = {"percentile": "50", "microseconds": 1}
CHOICE = {"traffic": "a", "choice": "serverless"}
EVIDENCE = {"effect": "Cheaper", "metric": "a.cost.perMonth"}
THRESHOLD = {"metric": "requestsPerSecond", "now": "1", "at": "2"}
OBJECTIVE = {"metric": "a.coldStart.p50", "verdict": "Success"}


def paths(path, value):
    """The dotted path of everything in a document, as ``schema.fields`` has it."""
    yield path
    if isinstance(value, dict):
        for name, part in value.items():
            yield from paths(f"{path}.{name}", part)
    elif isinstance(value, list):
        for part in value:
            yield from paths(f"{path}[]", part)


def test_every_field_of_the_status_is_kept(stored):
    status = with_status(stored, FILLED)["status"]
    assert {name: status[name] for name in FILLED} == FILLED
    expected = {path for path, _ in fields("status", properties()["status"])}
    assert expected - set(paths("status", FILLED)) == set()


def test_no_field_of_the_status_is_a_float():
    kinds = {schema.get("type") for _, schema in fields("status", properties()["status"])}
    assert kinds == {"object", "array", "string", "integer", "boolean"}


def test_everything_of_the_status_is_described_and_bounded():
    bounds = {"array": ("maxItems", "x-kubernetes-list-type"), "string": ("maxLength",)}
    problems = []
    for path, schema in fields("status", properties()["status"]):
        if not path.endswith("[]") and not schema.get("description"):
            problems.append(f"{path} has no description")
        if "enum" not in schema:
            missing = set(bounds.get(schema["type"], ())) - set(schema)
            problems.extend(f"{path} has no {bound}" for bound in missing)
        if "additionalProperties" in schema:
            entry = schema["additionalProperties"]
            assert "maxProperties" in schema, path
            assert "maxLength" in entry, path
    assert problems == []


@pytest.mark.parametrize("reason", ["Measured", "Invalid", "Quiet", "Busy", "ObjectivesMissed"])
def test_a_condition_can_say_how_good_the_numbers_are(stored, reason):
    condition = {**CONDITION, "reason": reason}
    status = with_status(stored, {"conditions": [condition]})["status"]
    assert status["conditions"] == [condition]


def conditions(count):
    return [{**CONDITION, "type": f"Type{number}"} for number in range(count)]


def variants(count=1, **fields):
    return [{**VARIANT, **fields, "name": f"v{number}"} for number in range(count)]


def rate(**values):
    return variants(steady={"rates": [{"ratePerSecond": 1, **values}]})


def runs(*starts):
    return variants(autoscale={"runs": [{"start": start} for start in starts]})


def gaps(*seconds):
    return variants(reactivation={"gaps": [{"gapSeconds": one} for one in seconds]})


def profile(**fields):
    return [{"name": "a", **fields}]


def costs(count):
    return profile(costs=[{**COST, "sheet": f"s{number}"} for number in range(count)])


def fees(count):
    found = [{**FEE, "name": f"f{number}"} for number in range(count)]
    return profile(costs=[{**COST, "fees": found}])


def evens(count):
    return profile(breakEvens=[{**EVEN, "rivalSheet": f"s{number}"} for number in range(count)])


def differences(count):
    return {"steady": [{**DIFFERENCE, "ratePerSecond": 1 + number} for number in range(count)]}


def chosen(choice="serverless", **fields):
    return [{**CHOICE, "choice": choice, **fields}]


V, T, R = "status.variants[0].", "status.traffic[0].", "status.recommendation[0]."
RULES = [
    ("conditions", conditions(64), conditions(65), "status.conditions"),
    (
        "conditions",
        conditions(1),
        [{**conditions(1)[0], "reason": "Unheard"}],
        "status.conditions[0].reason",
    ),
    (
        "conditions",
        [{**CONDITION, "type": "A1"}],
        [{**CONDITION, "type": "a-1"}],
        "status.conditions[0].type",
    ),
    (
        "conditions",
        [{**CONDITION, "message": "a" * 2048}],
        [{**CONDITION, "message": "a" * 2049}],
        "status.conditions[0].message",
    ),
    ("progress", "a" * 256, "a" * 257, "status.progress"),
    ("variants", variants(8), variants(9), "status.variants"),
    ("variants", variants(2), variants(1) * 2, "status.variants[1]"),
    ("variants", [VARIANT], [{"name": "serverless"}], V + "mode"),
    ("variants", [VARIANT], [{**VARIANT, "mode": "serverless"}], V + "mode"),
    ("variants", [VARIANT], [{**VARIANT, "name": "Kept"}], V + "name"),
    ("variants", variants(settings={"a": "b"}), variants(settings={"a": 1}), V + "settings"),
    ("variants", variants(coldStart={"trials": 0}), variants(coldStart={}), V + "coldStart.trials"),
    ("variants", runs("Base", "Zero"), runs("Middle"), V + "autoscale.runs[0].start"),
    ("variants", runs("Base"), runs("Base", "Base"), V + "autoscale.runs[1]"),
    (
        "variants",
        variants(burst={"latencies": [LATENCY]}),
        variants(burst={"latencies": [LATENCY] * 2}),
        V + "burst.latencies[1]",
    ),
    (
        "variants",
        rate(serviceTimes=[LATENCY]),
        rate(serviceTimes=[LATENCY] * 2),
        V + "steady.rates[0].serviceTimes[1]",
    ),
    (
        "variants",
        rate(throughputPerSecond="1.5"),
        rate(throughputPerSecond=1.5),
        V + "steady.rates[0].throughputPerSecond",
    ),
    (
        "variants",
        rate(failurePercent="0"),
        rate(failurePercent="1e3"),
        V + "steady.rates[0].failurePercent",
    ),
    (
        "variants",
        rate(failures=[{"kind": "timeout", "count": 1}]),
        rate(failures=[{"kind": "timeout"}]),
        V + "steady.rates[0].failures[0].count",
    ),
    (
        "variants",
        rate(missingReason="a" * 1024),
        rate(missingReason="a" * 1025),
        V + "steady.rates[0].missingReason",
    ),
    ("variants", gaps(1, 2), gaps(1, 1), V + "reactivation.gaps[1]"),
    ("comparison", differences(210), differences(211), "status.comparison.steady"),
    (
        "comparison",
        differences(1),
        {"steady": [DIFFERENCE] * 2},
        "status.comparison.steady[1]",
    ),
    (
        "comparison",
        differences(1),
        {"steady": [{"first": "a", "ratePerSecond": 1, "percentile": "50"}]},
        "status.comparison.steady[0].second",
    ),
    (
        "cost",
        {"amounts": [{"sheet": "a", "amount": "0.5"}]},
        {"amounts": [{"sheet": "a", "amount": 0.5}]},
        "status.cost.amounts[0].amount",
    ),
    (
        "cost",
        {"sheets": [{"name": "a", "billing": "Requests"}]},
        {"sheets": [{"name": "a", "billing": "Often"}]},
        "status.cost.sheets[0].billing",
    ),
    (
        "cost",
        {"sheets": [{"name": "a", "billing": "Instances", "unverified": "x" * 256}]},
        {"sheets": [{"name": "a", "billing": "Instances", "unverified": "x" * 257}]},
        "status.cost.sheets[0].unverified",
    ),
    ("traffic", profile(), profile() * 2, "status.traffic[1]"),
    ("traffic", fees(8), fees(9), T + "costs[0].fees"),
    ("traffic", fees(1), profile(costs=[{**COST, "fees": [FEE] * 2}]), T + "costs[0].fees[1]"),
    ("traffic", fees(1), profile(costs=[{**COST, "fees": [UNNAMED]}]), T + "costs[0].fees[0].name"),
    ("traffic", costs(128), costs(129), T + "costs"),
    ("traffic", costs(1), profile(costs=[COST] * 2), T + "costs[1]"),
    ("traffic", costs(1), profile(costs=[{**COST, "variant": "A b"}]), T + "costs[0].variant"),
    ("traffic", evens(256), evens(257), T + "breakEvens"),
    ("traffic", evens(1), profile(breakEvens=[COST]), T + "breakEvens[0].rivalVariant"),
    (
        "traffic",
        profile(meanRatePerSecond="0.5"),
        profile(meanRatePerSecond=0.5),
        T + "meanRatePerSecond",
    ),
    (
        "objectives",
        [OBJECTIVE],
        [{**OBJECTIVE, "verdict": "Perhaps"}],
        "status.objectives[0].verdict",
    ),
    ("objectives", [OBJECTIVE], [{"verdict": "Success"}], "status.objectives[0].metric"),
    ("recommendation", chosen("Inconclusive"), chosen("Both"), R + "choice"),
    ("recommendation", chosen("kept-warm"), chosen("kept_warm"), R + "choice"),
    ("recommendation", chosen(), chosen() * 2, "status.recommendation[1]"),
    (
        "recommendation",
        chosen(evidence=[EVIDENCE] * 256),
        chosen(evidence=[EVIDENCE] * 257),
        R + "evidence",
    ),
    (
        "recommendation",
        chosen(evidence=[EVIDENCE]),
        chosen(evidence=[{**EVIDENCE, "effect": "Likes"}]),
        R + "evidence[0].effect",
    ),
    (
        "recommendation",
        chosen(thresholds=[THRESHOLD] * 64),
        chosen(thresholds=[THRESHOLD] * 65),
        R + "thresholds",
    ),
    (
        "recommendation",
        chosen(thresholds=[THRESHOLD]),
        chosen(thresholds=[{"metric": "a", "now": "1"}]),
        R + "thresholds[0].at",
    ),
    ("recommendation", chosen(sentence="a" * 4096), chosen(sentence="a" * 4097), R + "sentence"),
]


@pytest.mark.parametrize(("name", "accepted", "rejected", "words"), RULES)
def test_a_value_of_another_shape_is_refused_and_named(stored, name, accepted, rejected, words):
    assert with_status(stored, {name: accepted})["status"][name] == accepted
    with pytest.raises(RuntimeError) as refusal:
        with_status(stored, {name: rejected})
    assert words in str(refusal.value)
