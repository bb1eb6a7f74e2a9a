"""Whatever was measured: what is written satisfies the CRD."""

import re
from random import Random

import pytest
from modelbench.api.bounds import UnfitError, shortened, within_bounds
from modelbench.api.decision_status import AmountStatus, RunCostStatus
from modelbench.api.scenarios.burst import BurstStatus
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.scenarios.parts import FailureCount, RejectedTrials
from modelbench.api.status import Environment, Findings, Status
from modelbench.api.values import dump
from msgspec import inspect

from tests.unit.made.specs import schema

LETTERS = 'aZ0-é\U0001f600\x00\x1b\n"\\ '


def absurd_text(random):
    lengths = (0, 1, 15, 16, 17, 63, 64, 65, 255, 256, 257, 1024, 1025, 5000)
    sample = random.choice(("serverless", "-1.5", "9" * 70, "x" * random.choice(lengths)))
    return random.choice((sample, random.choice(LETTERS) * random.choice(lengths)))


def absurd(kind, random):
    """A value of this type that obeys none of its bounds."""
    match kind:
        case inspect.Metadata():
            return absurd(kind.type, random)
        case inspect.UnionType():
            inner = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
            return random.choice((None, absurd(inner, random)))
        case inspect.StructType():
            fields = {one.name: absurd(one.type, random) for one in kind.fields}
            return kind.cls(**fields)
        case inspect.VarTupleType():
            count = random.choice((0, 1, 2, 2, 3, (kind.max_length or 0) + 3))
            some = [absurd(kind.item_type, random) for _ in range(min(count, 3))]
            return tuple(random.choice(some) for _ in range(count)) if some else ()
        case inspect.DictType():
            return {f"{number}": absurd_text(random) for number in range(random.choice((0, 300)))}
    return absurd_scalar(kind, random)


def absurd_scalar(kind, random):
    match kind:
        case inspect.StrType():
            return absurd_text(random)
        case inspect.IntType():
            return random.choice((0, -1, 7, 2**63 - 1, 2**63, -(10**30)))
        case inspect.BoolType():
            return random.random() < 0.5
        case inspect.EnumType():
            return random.choice(list(kind.cls))
        case inspect.LiteralType():
            return random.choice(kind.values)
    raise AssertionError(kind)


def problems(path, value, part):
    """What the API server would refuse."""
    if isinstance(value, dict):
        for name in part.get("required", ()):
            if name not in value:
                yield f"{path}.{name}: missing"
        if len(value) > part.get("maxProperties", len(value)):
            yield f"{path}: {len(value)} properties"
        for name, inner in value.items():
            known = part.get("properties", {}).get(name) or part["additionalProperties"]
            yield from problems(f"{path}.{name}", inner, known)
    elif isinstance(value, list):
        yield from list_problems(path, value, part)
    elif isinstance(value, str):
        yield from text_problems(path, value, part)
    elif abs(value) > 2**63 - 1:
        yield f"{path}: {value}"


def list_problems(path, value, part):
    if len(value) > part["maxItems"]:
        yield f"{path}: {len(value)} items"
    keys = part.get("x-kubernetes-list-map-keys", ())
    found = {tuple(item[key] for key in keys) for item in value} if keys else value
    if len(found) < len(value):
        yield f"{path}: twice the same keys"
    for item in value:
        yield from problems(f"{path}[]", item, part["items"])


def text_problems(path, value, part):
    if len(value) > part.get("maxLength", len(value)):
        yield f"{path}: {len(value)} characters"
    if "pattern" in part and not matches(part["pattern"], value):
        yield f"{path}: {value!r}"
    if value not in part.get("enum", [value]):
        yield f"{path}: {value!r} is not allowed"


def matches(pattern, value):
    """As Go has it, where ``$`` is the end of the text."""
    return re.search(pattern.replace("$", r"\Z"), value)


@pytest.mark.parametrize("seed", range(60))
def test_an_absurd_status_satisfies_the_crd_when_it_is_cut(seed):
    random = Random(seed)
    made = absurd(inspect.type_info(Findings), random)
    part = schema()["properties"]["status"]
    cut = within_bounds(made)
    assert list(problems("status", dump(cut), part)) == []
    assert within_bounds(cut) == cut


def test_what_keeps_to_its_bounds_is_left_as_it_is():
    status = Status(progress="x" * 256, environment=Environment(cluster_settings={"a": "b"}))
    assert within_bounds(status) is status


def test_a_long_text_ends_with_an_ellipsis():
    cut = within_bounds(Status(progress="x" * 257)).progress
    assert cut == "x" * 255 + "…"
    assert shortened("abc", 3) == "abc"


def test_the_most_frequent_failures_stay_and_none_is_lost():
    kinds = tuple(FailureCount(f"status {number}", number) for number in range(100, 140))
    cut = within_bounds(BurstStatus(failures=kinds)).failures
    assert len(cut) == 32
    assert {one.kind for one in cut} == {*(f"status {n}" for n in range(109, 140)), "others"}
    assert sum(one.count for one in cut) == sum(one.count for one in kinds)


def test_failures_that_are_the_same_once_they_are_cut_become_one():
    long = "x" * 300
    kinds = (FailureCount(long + "1", 2), FailureCount(long + "2", 3))
    (cut,) = within_bounds(BurstStatus(failures=kinds)).failures
    assert (len(cut.kind), cut.count) == (256, 5)


def test_the_last_warm_ups_stay():
    cut = within_bounds(ColdStartStatus(trials=1, warm_up_milliseconds=tuple(range(40))))
    assert cut.warm_up_milliseconds == tuple(range(8, 40))


def test_the_reasons_of_many_rejections_are_counted_too():
    reasons = tuple(RejectedTrials(f"R{number}", 1) for number in range(20))
    cut = within_bounds(ColdStartStatus(trials=1, rejected_trials=reasons)).rejected_trials
    assert (len(cut), cut[-1]) == (16, RejectedTrials("others", 5))


def test_a_number_that_cannot_be_shortened_takes_its_item_with_it():
    amounts = (AmountStatus("a", "9" * 65), AmountStatus("b", "1", idle_amount="none"))
    (cut,) = within_bounds(RunCostStatus(amounts=amounts)).amounts
    assert cut == AmountStatus("b", "1")


def test_a_struct_that_needs_what_does_not_fit_has_no_form():
    with pytest.raises(UnfitError):
        within_bounds(AmountStatus("a", "none"))
