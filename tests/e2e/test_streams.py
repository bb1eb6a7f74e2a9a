"""Is the instrument right about streams? What a server does on purpose must be found in them."""

import re
from statistics import median

import pytest
from modelbench.api.names import ROLE_LABEL, Role

from tests.e2e.benchmarks import BOTH, variant, wait_until

pytestmark = pytest.mark.long

FIRST, GAP, TOKENS = 100_000, 5_000, 20
ALLOWED_MICROSECONDS = 1_000
# Eight rounds give the differences of five variants an interval.
RATE, DURATION_SECONDS, ROUNDS = 50, 10, 8
STALL_MICROSECONDS, PAUSE_MICROSECONDS = 400_000, 2_000_000
STEADY = {
    "ratesPerSecond": [RATE],
    "durationSeconds": DURATION_SECONDS,
    "rounds": ROUNDS,
    "warmUpSeconds": 1,
}


def model(timeout_seconds=10):
    """A server that tells how late it was itself. `make images-examples` has its image."""
    return {
        "image": "dev.local/modelbench/streaming-model:0.1.0",
        "readinessPath": "/readyz",
        "resources": {"requests": {"cpu": "50m", "memory": "48Mi"}},
        "request": {
            "path": "/v1/chat/completions",
            "body": "{}",
            "timeoutSeconds": timeout_seconds,
            "stream": {"protocol": "OpenAIChat"},
        },
    }


def other(name, **env):
    """A containerized variant whose server is told something else."""
    variables = [{"name": key, "value": str(value)} for key, value in env.items()]
    return {"name": name, "containerized": {}, "model": {"env": variables}}


def finished(benchmarks, timeout_seconds):
    """The status at the end, and the last line of each server's log, which tells how late it was
    itself: no fault of who measures it.
    """
    told = {}

    def ended():
        selector = f"--selector={ROLE_LABEL}={Role.MODEL}"
        logs = benchmarks.kubectl("logs", selector, "--prefix", "--tail=1", check=False)
        told.update(line.partition(" ")[::2] for line in logs.splitlines())
        return benchmarks.condition()["status"] in ("True", "False")

    # Seldom: each look takes processor time from what is measured.
    wait_until(ended, timeout_seconds, "the end of the benchmark", pause_seconds=20)
    print(*told.items(), sep="\n")
    return benchmarks.wait_finished(timeout_seconds=10), told


def late(told, name):
    """How late the servers of a variant sent first tokens, in the median in microseconds."""
    lines = [line for pod, line in told.items() if f"-{name}-" in pod]
    found = [int(match[1]) for line in lines if (match := re.search(r"token p50 (\d+)", line))]
    return median(found) if found else 0


def percentiles(values):
    return {one["percentile"]: one["microseconds"] for one in values}


def rate_of(status, name):
    (rate,) = variant(status, name)["steady"]["rates"]
    stream = rate["stream"]
    first, gaps = percentiles(stream["timeToFirstToken"]), percentiles(stream["interTokenLatency"])
    shown = {key: value for key, value in stream.items() if "Token" not in key}
    print(name, rate.get("valid"), rate.get("invalidReason"), first, gaps, shown)
    return rate, stream, first, gaps


def planted(first, gaps, late):
    """Whether the medians are the planned ones, of a server that was so late itself."""
    return (
        abs(first["50"] - FIRST - late) <= ALLOWED_MICROSECONDS
        and abs(gaps["50"] - GAP) <= ALLOWED_MICROSECONDS
    )


@pytest.mark.timeout(2400)
def test_planted_times_stalls_pauses_and_buffers_are_found(benchmarks):
    benchmarks.create(
        model=model(),
        scenarios={"steady": STEADY},
        variants=[
            other("stalls", STALL_EVERY=100, STALL_MS=STALL_MICROSECONDS // 1000),
            # Of each segment of 500 requests and 50 before it.
            other("pauses", PAUSE_EVERY=500, PAUSE_MS=PAUSE_MICROSECONDS // 1000),
            other("buffered", HOLD_BYTES=4096, TOKENS=60),
        ],
    )
    status, told = finished(benchmarks, timeout_seconds=2100)
    assert benchmarks.condition()["status"] == "True", benchmarks.condition()
    _, _, first, gaps = rate_of(status, "containerized")
    assert planted(first, gaps, late(told, "containerized"))
    (found,) = [
        one
        for one in status["comparison"]["streams"]
        if (one["metric"], one["percentile"]) == ("timeToFirstToken", "50")
        and {one["first"], one["second"]} == set(BOTH)
    ]
    print(found)
    _, _, through, gaps = rate_of(status, "serverless")
    added = abs(found["differenceMicroseconds"])
    assert abs(gaps["50"] - GAP) <= ALLOWED_MICROSECONDS
    direct = through["50"] - added - late(told, "serverless")
    assert abs(direct - FIRST) <= 2 * ALLOWED_MICROSECONDS
    assert found["lowerMicroseconds"] <= found["differenceMicroseconds"]

    _, stream, first, gaps = rate_of(status, "stalls")
    assert planted(first, gaps, late(told, "stalls"))
    # One of the 1,900 gaps of a hundred streams: beyond the 99.9th percentile, so told as a stall.
    assert stream["stalledStreams"] == pytest.approx(RATE * DURATION_SECONDS * ROUNDS / 100, abs=1)

    _, _, first, gaps = rate_of(status, "pauses")
    assert planted(first, gaps, late(told, "pauses"))
    # 100 of 500 requests are due in it: the 99th percentile is 95 % of the pause later.
    beyond = first["99"] - FIRST - 0.95 * PAUSE_MICROSECONDS
    assert abs(beyond) <= 0.1 * PAUSE_MICROSECONDS

    _, stream, first, gaps = rate_of(status, "buffered")
    assert "the stream is buffered" in stream["finding"]


def test_one_burned_core_changes_nothing_or_is_told(benchmarks):
    # In a variant of its own: in those that are measured each pod would burn one.
    variants = [other("burns", BURN=1)]
    benchmarks.create(model=model(), scenarios={"steady": STEADY}, variants=variants)
    status, told = finished(benchmarks, timeout_seconds=1200)
    rate, _, first, gaps = rate_of(status, "containerized")
    assert planted(first, gaps, late(told, "containerized")) or not rate["valid"]


FAULTS = {
    "endless": "stream did not end",
    "cut": "stream cut off",
    "error": "error in the stream",
    "large": "chunk too large",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_hostile_stream_is_a_named_failure(benchmarks, fault):
    benchmarks.create(model=model(2), env={"FAULT": fault}, scenarios={"steady": STEADY})
    condition = benchmarks.wait_failed(timeout_seconds=400)
    print(fault, condition["message"])
    assert condition["reason"] == "WrongResponse"
    assert FAULTS[fault] in condition["message"]


def test_tokens_are_counted_by_chunks_where_the_server_tells_none(benchmarks):
    steady = {**STEADY, "rounds": 2, "durationSeconds": 2}
    benchmarks.create(model=model(), env={"USAGE": 0}, scenarios={"steady": steady})
    status = benchmarks.wait_succeeded(timeout_seconds=600)
    for name in BOTH:
        _, stream, _, _ = rate_of(status, name)
        assert stream["tokensCountedBy"] == "Chunks"
        assert stream["tokens"] == TOKENS * stream["streams"]


@pytest.mark.timeout(2400)
def test_a_language_model_tells_its_first_token_from_zero(benchmarks):
    """`make images-examples` has its image. Its weights are loaded within applicationStart."""
    cold = {"trials": 10, "maxTrials": 12, "timeoutSeconds": 300}
    benchmarks.apply_example("llm-stream", scenarios={"coldStart": cold}, traffic=[], objectives=[])
    status = benchmarks.wait_succeeded("llm-stream", timeout_seconds=2100)
    for name in BOTH:
        found = variant(status, name)["coldStart"]
        first = found["firstToken"]
        print(name, found["summary"], first)
        assert found["trials"] >= 10
        assert first["medianLowerMilliseconds"] <= first["medianMilliseconds"]
        assert first["medianMilliseconds"] <= first["medianUpperMilliseconds"]
        assert 98 <= float(found["explainedPercent"]) <= 102
        phases = {one["name"]: one.get("medianMilliseconds") for one in found["phases"]}
        assert phases["applicationStart"]
        assert phases["firstToken"]
