from dataclasses import dataclass, field

import pytest

from cluster.installation import Installation
from cluster.shell import CommandError


@dataclass
class RecordingNode:
    """Keeps the record of what is installed in memory."""

    stored: dict = field(default_factory=lambda: {"configuration": "c"})

    def record(self):
        return dict(self.stored)

    def write_record(self, record):
        self.stored = dict(record)


@dataclass
class Part:
    name: str
    wanted: str
    calls: list
    namespaces: tuple = ()
    fails: bool = False

    def key(self):
        return self.wanted

    def load(self):
        self.calls.append(f"load {self.name}")

    def install(self):
        if self.fails:
            raise CommandError("the node is busy")
        self.calls.append(f"install {self.name}")


@pytest.fixture
def calls():
    return []


@pytest.fixture
def node():
    return RecordingNode()


def test_a_fresh_cluster_gets_every_part_in_order(node, calls):
    parts = (Part("one", "1", calls), Part("two", "2", calls))
    assert Installation(node, parts).ensure() == ["one", "two"]
    assert calls == ["load one", "install one", "load two", "install two"]
    assert node.stored == {"configuration": "c", "one": "1", "two": "2"}


def test_only_the_part_whose_key_has_changed_is_installed(node, calls):
    Installation(node, (Part("one", "1", calls), Part("two", "2", calls))).ensure()
    calls.clear()
    parts = (Part("one", "1", calls), Part("two", "3", calls), Part("new", "4", calls))
    assert Installation(node, parts).ensure() == ["two", "new"]
    assert calls == ["load two", "install two", "load new", "install new"]


def test_a_part_that_failed_is_not_recorded_and_the_parts_before_it_are(node, calls):
    parts = (Part("one", "1", calls), Part("two", "2", calls, fails=True))
    with pytest.raises(CommandError):
        Installation(node, parts).ensure()
    assert node.stored == {"configuration": "c", "one": "1"}


def test_a_part_is_recorded_only_when_its_deployments_are_available(node, calls, monkeypatch):
    def wait(shell, namespaces):
        assert namespaces == ("system",)
        raise CommandError("timed out")

    monkeypatch.setattr("cluster.installation.wait_until_available", wait)
    node.shell = None
    with pytest.raises(CommandError):
        Installation(node, (Part("one", "1", calls, namespaces=("system",)),)).ensure()
    assert "one" not in node.stored
