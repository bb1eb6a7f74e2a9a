"""Keeps requests to Services inside the node, from the moment it starts.

It is a unit of the node's systemd and not of the node's image, since upstream's image needs it too.
"""

from dataclasses import dataclass

from cluster.cache import key_of
from cluster.node import COMMAND_SECONDS, Node
from cluster.settings import CLUSTER_FOLDER

UNIT = CLUSTER_FOLDER / "service-guard.service"
FOLDER = "/etc/systemd/system"


@dataclass(frozen=True)
class Guard:
    """The unit, installed like the other parts."""

    node: Node

    name = "service-guard"
    namespaces = ()

    def key(self) -> str:
        return key_of(UNIT)

    def load(self) -> None:
        """Nothing: it has no image."""

    def install(self) -> None:
        script = f"cat >{FOLDER}/{UNIT.name}; systemctl daemon-reload; systemctl enable {UNIT.name}"
        script += f"; systemctl restart {UNIT.name}"
        command = ["docker", "exec", "--interactive", self.node.settings.node, "sh", "-ec", script]
        text = UNIT.read_bytes()
        self.node.shell.run(command, stdin=text, timeout_seconds=COMMAND_SECONDS)
