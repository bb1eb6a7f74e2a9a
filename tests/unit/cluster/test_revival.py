import pytest

from cluster.images import Images
from cluster.node import Node
from cluster.revival import Revival

KUBECTL = """
echo "$*" >>{calls}
case "$*" in *modelbench-cluster*) echo '{{"data":{record}}}';; esac
"""
DOCKER = """
echo "$*" >>{calls}
case "$*" in
  ps*) echo 1a2b;;
  *Config.Image*) echo node:1;;
  *State.Status*) echo {state};;
esac
"""


@pytest.fixture
def cluster(shell, settings, program):
    """A cluster in a state: what was called, and its revival when the engine ran or not."""

    def make(state, *, engine_started=False, record='{"configuration":"c"}'):
        calls = settings.home / "calls"
        program("docker", DOCKER.format(calls=calls, state=state))
        program("kubectl", KUBECTL.format(calls=calls, record=record))
        program("kind", "exit 0")
        revival = Revival(Node(shell, Images(shell)), engine_started)
        return revival, lambda: calls.read_text().splitlines()

    return make


def releases(calls):
    return [line for line in calls() if line.startswith("delete leases")]


def test_a_cluster_that_runs_is_left_as_it_is(cluster):
    revival, calls = cluster("running")
    assert revival.problem("node:1", "c") is None
    assert not revival.started
    assert not releases(calls)


@pytest.mark.parametrize(("state", "engine_started"), [("exited", False), ("running", True)])
def test_the_leases_of_a_cluster_whose_processes_were_dead_are_released(
    cluster, state, engine_started
):
    revival, calls = cluster(state, engine_started=engine_started)
    assert revival.problem("node:1", "c") is None
    assert revival.started
    assert any("leases --all --namespace=knative-serving " in line for line in releases(calls))
    assert any("leases --all --namespace=projectcontour " in line for line in releases(calls))


def test_leases_are_released_only_when_the_api_server_answers(cluster):
    revival, calls = cluster("exited")
    revival.problem("node:1", "c")
    assert calls().index("get --raw /readyz") < calls().index(releases(calls)[0])


def test_what_is_no_leaders_lease_stays(cluster):
    revival, calls = cluster("exited")
    revival.problem("node:1", "c")
    assert not [
        line for line in releases(calls) if "--all" in line and "--namespace=kube-system" in line
    ]


@pytest.mark.parametrize(
    ("image", "record", "problem"),
    [
        ("node:2", '{"configuration":"c"}', "it was made of another node image"),
        ("node:1", '{"configuration":"d"}', "kind-config.yaml has changed"),
        ("node:1", "{}", "its creation was interrupted"),
    ],
)
def test_a_cluster_that_cannot_be_brought_back_is_said_why(cluster, image, record, problem):
    revival, calls = cluster("exited", record=record)
    assert revival.problem(image, "c") == problem
    assert not releases(calls)
