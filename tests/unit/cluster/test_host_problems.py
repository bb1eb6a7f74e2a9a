import shutil
import sys

import pytest

from cluster.host import DEBOOTSTRAP, DOCKER, ENGINE_TOOLS, Host, disk_problem, go_problem, link
from cluster.settings import ClusterError


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine on which nothing can be found, so that nothing can be installed either."""
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr("cluster.host.EXTRA_PATH", str(tmp_path / "empty"))


def test_everything_that_is_missing_is_named_at_once_with_its_cure(bare, shell):
    with pytest.raises(ClusterError) as caught:
        Host(shell).prepare((DOCKER, *ENGINE_TOOLS), nothing_built=True)
    text = str(caught.value)
    assert "docker is missing: install the Docker engine (https://" in text
    assert "iptables is missing: install iptables" in text
    assert "go is missing: install Go 1." in text
    assert len(text.splitlines()) >= 6


def test_who_is_not_root_is_told_before_debian_is_bootstrapped(bare, shell, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(ClusterError, match=r"needs root on Debian.*CLUSTER_SOURCE=upstream"):
        Host(shell).prepare((DEBOOTSTRAP,), nothing_built=False)


def test_a_python_without_pip_is_named(bare, shell, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ClusterError, match=f"{sys.executable} has no pip: install"):
        Host(shell).prepare((), nothing_built=False)


@pytest.mark.parametrize("version", ["go1.26", "go1.26.1", "go1.27rc1", "go1.30.2", "go2.0"])
def test_a_go_that_is_new_enough_is_no_problem(version):
    assert go_problem(f"go version {version} linux/amd64\n", "1.26") is None


@pytest.mark.parametrize("version", ["go1.25.9", "go1.3", "devel"])
def test_an_old_go_is_named_with_what_is_needed(version):
    problem = go_problem(f"go version {version} linux/amd64\n", "1.26")
    assert version in problem
    assert "install Go 1.26 or later" in problem


def test_no_go_is_told_apart_from_an_old_one():
    assert go_problem(None, "1.26").startswith("go is missing: install Go 1.26")


def test_a_small_disk_is_named_with_the_variable_that_moves_the_home(tmp_path):
    problem = disk_problem(tmp_path / "not" / "made" / "yet", gibibytes=10**9)
    assert problem.startswith(f"{tmp_path} has ")
    assert "MODELBENCH_HOME" in problem
    assert disk_problem(tmp_path, gibibytes=0) is None


def test_a_link_is_turned_to_its_new_target(tmp_path):
    path = tmp_path / "bin" / "tool"
    for name in ("old", "new", "new"):
        (tmp_path / name).write_text(name)
        link(tmp_path / name, path)
        assert path.read_text() == name
    assert list(path.parent.iterdir()) == [path]


def test_another_system_than_linux_is_named(bare, shell, monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(ClusterError, match="the local cluster needs Linux"):
        Host(shell).prepare((), nothing_built=False)


def test_a_small_disk_under_a_cache_of_go_is_named(shell, program, monkeypatch):
    program(
        "go", 'case "$1" in version) echo go version go9.9 linux/amd64;; *) echo /go/cache;; esac'
    )
    monkeypatch.setattr("shutil.disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(ClusterError, match=r"are needed for /go/cache: .*GOCACHE"):
        Host(shell).prepare((), nothing_built=True)
