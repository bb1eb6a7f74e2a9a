import pytest

from cluster.images import Images
from cluster.node import Node
from cluster.shell import CommandError


@pytest.fixture
def node(shell):
    return Node(shell, Images(shell))


def calls(settings):
    return (settings.home / "calls").read_text().splitlines()


def test_an_engine_that_fails_is_not_taken_for_no_cluster(node, program):
    program("docker", "echo 'daemon is busy' >&2; exit 1")
    with pytest.raises(CommandError, match="daemon is busy"):
        node.image()


def test_no_container_means_no_cluster(node, program):
    program("docker", "exit 0")
    assert node.image() is None


def test_a_cluster_is_known_by_the_image_it_was_made_of(node, program):
    program(
        "docker", 'case "$*" in ps*name=^unit-control-plane\\$*) echo 1a2b;; *) echo n:1;; esac'
    )
    assert node.image() == "n:1"


@pytest.mark.parametrize(("state", "verb"), [("exited", "start"), ("paused", "unpause")])
def test_a_stopped_node_is_brought_back_as_it_was_stopped(node, program, settings, state, verb):
    program("docker", f'echo "$*" >>{settings.home}/calls; echo {state}')
    assert not node.running()
    assert node.start()
    assert calls(settings)[-1] == f"{verb} unit-control-plane"


def test_a_container_that_cannot_start_is_no_error_of_the_call(node, program):
    program("docker", "exit 1")
    assert not node.start()


def test_a_lock_that_a_killed_call_left_does_not_stop_kind(node, program, settings):
    program("kind", f"test ! -e {settings.kubeconfig}.lock")
    settings.kubeconfig.with_name("kubeconfig-unit.lock").touch()
    assert node.export_kubeconfig()


def test_deleting_takes_every_container_of_the_cluster_and_its_kubeconfig(node, program, settings):
    script = f'echo "$*" >>{settings.home}/calls; case "$1" in ps) echo 1a; echo 2b;; esac'
    program("docker", script)
    settings.kubeconfig.write_text("old")
    node.delete()
    assert calls(settings)[0].endswith("--filter label=io.x-k8s.kind.cluster=unit")
    assert calls(settings)[1] == "rm --force --volumes 1a 2b"
    assert not settings.kubeconfig.exists()


def test_a_record_that_cannot_be_read_is_not_taken_for_a_half_made_cluster(
    node, program, monkeypatch
):
    monkeypatch.setattr("cluster.node.COMMAND_SECONDS", 0)
    program("kubectl", "echo 'etcdserver: leader changed' >&2; exit 1")
    with pytest.raises(CommandError, match="leader changed"):
        node.record()


@pytest.mark.parametrize(
    ("answer", "record"), [("", {}), ("{}", {}), ('{"data":{"knative":"k"}}', {"knative": "k"})]
)
def test_a_record_says_what_was_installed(node, program, answer, record):
    program("kubectl", f"echo '{answer}'" if answer else "exit 0")
    assert node.record() == record


def test_a_cluster_of_this_name_that_others_made_is_foreign(node, program, settings):
    program("docker", "echo 1a")
    assert node.is_foreign()
    settings.kubeconfig.write_text("ours")
    assert not node.is_foreign()


def test_a_cluster_of_a_node_image_that_is_made_here_is_ours(node, program):
    program("docker", "echo dev.local/modelbench/node:1a")
    assert not node.is_foreign()


def test_a_cluster_whose_making_was_interrupted_is_ours(node, program, settings):
    program("docker", "echo 1a")
    program("kind", "exit 1")
    with pytest.raises(CommandError):
        node.create("n:1", "")
    assert not node.is_foreign()
    node.delete()
    assert node.is_foreign()


def test_where_there_is_no_cluster_none_is_foreign(node, program):
    program("docker", "exit 0")
    assert not node.is_foreign()
