"""What is installed on the cluster: each part once, and anew only when its own key has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cluster.knative import wait_until_available
from cluster.node import Node
from cluster.steps import step


class Part(Protocol):
    """Something that is installed as a whole."""

    @property
    def name(self) -> str:
        """What the user and the cluster's record call it."""

    @property
    def namespaces(self) -> Sequence[str]:
        """Where its deployments are, if it has any."""

    def key(self) -> str:
        """Changes with whatever would be installed."""

    def load(self) -> None:
        """Give the node its images."""

    def install(self) -> None:
        """Apply its manifests."""


@dataclass(frozen=True)
class Installation:
    """Installs parts, and records each in the cluster when it is there as a whole."""

    node: Node
    parts: Sequence[Part]

    def ensure(self) -> list[str]:
        """Install what is not there as pinned; the names of what had to be installed."""
        record = self.node.record()
        installed = []
        for part in self.parts:
            key = part.key()
            if record.get(part.name) == key:
                continue
            self._install(part)
            record[part.name] = key
            self.node.write_record(record)
            installed.append(part.name)
        return installed

    def _install(self, part: Part) -> None:
        part.load()
        with step(f"install {part.name}"):
            part.install()
        if part.namespaces:
            with step(f"wait for {part.name}"):
                wait_until_available(self.node.shell, part.namespaces)
