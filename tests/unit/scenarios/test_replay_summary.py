import pytest
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.scenarios.replay.summary import judge, pod_seconds, summarize
from msgspec.structs import replace

from tests.unit.made.attacks import SECOND, START
from tests.unit.made.decisions import pod
from tests.unit.made.replays import Cluster, bursty
from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec

TRAFFIC = [{"name": "own", "requestsPerSecond": 1}]
ASKED = spec(traffic=TRAFFIC, scenarios={"replay": {"traffic": "own", "durationSeconds": 1200}})


@pytest.fixture(scope="module")
def cluster():
    made = Cluster(bursty(1200))
    return made, *made.replay(1200)


@pytest.fixture
def found(cluster):
    _, segment, pods = cluster
    return Samples(segments=(segment,), pods=pods)


def test_what_happened_is_told(cluster, found):
    made, *_ = cluster
    status = summarize(found, variant(), ASKED)
    assert (status.requests, status.duration_seconds) == (made.seen.requests, 1200)
    assert status.cold_requests == made.seen.cold
    assert status.pod_seconds == pytest.approx(made.seen.pod_seconds, abs=1)
    p99 = status.latencies[-1]
    assert p99.percentile == "99"
    assert p99.microseconds / 1e6 == pytest.approx(made.seen.percentile(99), rel=0.002)
    assert float(status.cold_percent_lower) < float(status.cold_percent)
    assert float(status.cold_percent) < float(status.cold_percent_upper)


def test_it_is_measured_when_it_was_sent_as_planned(found):
    status = summarize(found, variant(), ASKED)
    assert judge(status, found, variant(), ASKED) == (True, Reason.MEASURED, status.summary)
    assert "pod-seconds in 1200 s" in status.summary


def test_requests_that_failed_make_it_invalid(cluster):
    _, segment, _ = cluster
    samples = Samples(segments=(replace(segment, failures={"timeout": segment.requests}),))
    status = summarize(samples, variant(), ASKED)
    good, reason, message = judge(status, samples, variant(), ASKED)
    assert (good, reason) == (False, Reason.INVALID)
    assert "timeout" in message


def test_a_stretch_without_requests_supports_no_claim(cluster):
    _, segment, _ = cluster
    empty = replace(segment, requests=0, latencies="", schedule_delays="")
    empty = replace(empty, replay=replace(segment.replay, blocks=()))
    status = summarize(Samples(segments=(empty,)), variant(), ASKED)
    assert status.invalid_reason == "no request was sent"
    assert (status.cold_percent, status.latencies) == (None, ())


def stretch(cluster, ended):
    _, segment, _ = cluster
    return replace(segment, replay=replace(segment.replay, ended_nanoseconds=ended * SECOND))


def test_pods_of_a_variant_that_scales_to_zero_count_from_the_stretch_on_to_their_end(cluster):
    before, ours = pod(begin=-50, end=10, uid="before"), pod(begin=5, end=95, uid="ours")
    later = pod(begin=120, end=200, uid="later")
    samples = Samples(pods=(before, ours, later))
    assert pod_seconds(samples, variant(), stretch(cluster, 100)) == 90


def test_kept_pods_count_within_the_stretch(cluster):
    kept = pod("containerized", begin=-500, end=500)
    other = pod(begin=0, end=50)
    samples = Samples(pods=(kept, other))
    assert pod_seconds(samples, variant("containerized"), stretch(cluster, 100)) == 100


def test_the_made_cluster_begins_where_the_runner_begins(cluster):
    assert cluster[1].started_nanoseconds == START
