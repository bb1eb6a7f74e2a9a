from modelbench.api.names import Role, labels

from tests.unit.cli.console import Cluster, benchmark, condition, invoke


def pod(name, created, phase="Running"):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": "n",
            "labels": labels("b", Role.RUNNER),
            "creationTimestamp": created,
        },
        "status": {"phase": phase},
    }


CONDITION = condition("Succeeded", "False", "NotReady", "it never answered")
EVENT = {
    "apiVersion": "v1",
    "kind": "Event",
    "metadata": {"name": "e", "namespace": "n", "creationTimestamp": "2026-01-01T00:00:02Z"},
    "lastTimestamp": "2026-01-01T00:00:02Z",
    "reason": "NotReady",
    "message": "it never answered",
}


def test_the_log_of_the_newest_runner_that_started_is_shown(monkeypatch):
    pods = (pod("b-2", "2026-01-02"), pod("b-1", "2026-01-01"), pod("b-3", "2026-01-03", "Pending"))
    cluster = Cluster(benchmark("b"), *pods)
    monkeypatch.setattr(cluster, "lines", lambda path, query, _: [f"{path} {query}".encode()])
    line = invoke(cluster, "logs", "b").stdout
    assert line == "/api/v1/namespaces/n/pods/b-2/log {'container': 'runner'}\n"


def test_without_a_runner_conditions_and_events_remain():
    cluster = Cluster(benchmark("b", status={"conditions": [CONDITION]}), EVENT)
    result = invoke(cluster, "logs", "b")
    assert result.exit_code == 0
    assert "b has no runner" in result.stderr
    assert result.stdout.splitlines() == [
        "2026-01-01T00:00:01Z  Succeeded=False (NotReady): it never answered",
        "2026-01-01T00:00:02Z  Event NotReady: it never answered",
    ]


def test_following_waits_for_the_runner(monkeypatch):
    cluster = Cluster(benchmark("b"), logs=("measuring",))
    later = Cluster(pod("b-1", "2026-01-01")).objects
    monkeypatch.setattr("time.sleep", lambda _: cluster.objects.update(later))
    assert invoke(cluster, "logs", "b", "-f").stdout == "measuring\n"


def test_following_one_that_has_ended_does_not_wait():
    cluster = Cluster(benchmark("b", status={"conditions": [CONDITION]}))
    assert invoke(cluster, "logs", "b", "-f").exit_code == 0


def test_no_line_of_a_log_steers_the_terminal():
    cluster = Cluster(benchmark("b"), pod("b-1", "2026-01-01"), logs=("a\tb", "c\x1b[2Jd"))
    lines = invoke(cluster, "logs", "b").stdout.splitlines()
    assert lines == ["a       b", "c\N{REPLACEMENT CHARACTER}[2Jd"]


def test_a_message_is_one_line_of_what_remains():
    text = "why\n2026-01-01T00:00:03Z  all is well\x1b"
    forged = condition("Succeeded", "False", "NotReady", text)
    cluster = Cluster(benchmark("b", status={"conditions": [forged]}))
    (line,) = invoke(cluster, "logs", "b").stdout.splitlines()
    assert line.endswith("why 2026-01-01T00:00:03Z all is well\N{REPLACEMENT CHARACTER}")
