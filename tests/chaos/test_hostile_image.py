"""A model may answer as it likes: memory stays bounded, the failure is named, texts are clean."""

import json

import pytest

from tests.chaos import faults, hostile
from tests.e2e.benchmarks import wait_until

pytestmark = pytest.mark.together

# Of 512 MiB that the runner may have.
MOST_MEBIBYTES = 400


def has_control(text):
    return any(ord(one) < 32 and one not in "\n\t" for one in text)


def texts(benchmarks, name):
    """Everything that people see of it: resource, Events, logs, terminal, Markdown, JUnit, HTML."""
    yield "resource", json.loads(benchmarks.kubectl("get", "mbench", name, "-o", "json"))
    events = benchmarks.json("get", "events")["items"]
    own = [one["message"] for one in events if one["involvedObject"]["kind"] == "ModelBenchmark"]
    yield "Events", own
    runner = ("logs", f"job/{name}-runner")
    yield "runner's log", benchmarks.kubectl(*runner, check=False)
    yield "operator's log", faults.kubectl("logs", *faults.OPERATOR, "--tail=300")
    for flags in (("get", name), ("logs", name), ("get", name, "-o", "markdown")):
        done = benchmarks.modelbench(*flags)
        yield " ".join(flags), done.stdout


def dirty(value):
    """Whether a text in it has a control character."""
    if isinstance(value, str):
        return has_control(value)
    if isinstance(value, dict):
        return any(dirty(one) for one in value.values())
    return isinstance(value, list) and any(dirty(one) for one in value)


@pytest.mark.parametrize("mode", hostile.MODES)
def test_hostile_image(benchmarks, row, mode):
    must = f"a named failure, the runner below {MOST_MEBIBYTES} MiB, no control character"
    with row(f"hostile image: {mode}", must) as seen:
        peaks = [0]

        def ended():
            peaks.append(faults.runner_mebibytes(benchmarks.namespace))
            return benchmarks.condition(name=mode)["status"] in ("True", "False")

        hostile.create(benchmarks, mode)
        wait_until(ended, 900, f"the end of {mode}")
        condition = benchmarks.condition(name=mode)
        seen.append(f"{condition['reason']}, runner at most {max(peaks)} MiB")
        assert condition["status"] == "False"
        # Neither says anything of the image.
        assert condition["reason"] not in ("DeadlineExceeded", "Unschedulable")
        assert max(peaks) < MOST_MEBIBYTES
        found = [where for where, text in texts(benchmarks, mode) if dirty(text)]
        assert not found, f"control characters in {found}"
