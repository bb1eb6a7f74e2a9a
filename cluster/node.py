"""The kind cluster's only node: made, brought back, deleted, given images."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cluster.cache import key_of
from cluster.images import PREFIX, Images
from cluster.settings import REPOSITORY, Settings
from cluster.shell import Shell, insist, wait_until

CONFIGURATION = REPOSITORY / "kind-config.yaml"
RECORD = "modelbench-cluster"
NODES_LABEL = "io.x-k8s.kind.cluster"
CREATE_SECONDS = 400
COMMAND_SECONDS = 180
CONTAINERD = ("ctr", "--namespace=k8s.io")
# Prints each image's name, and the id that Docker knows it by: the digest of its configuration.
LIST_IMAGES = """
ctr --namespace=k8s.io images ls | tail -n +2 | while read -r name type digest rest; do
  case "$name" in sha256:*) continue ;; esac
  echo "$name $(ctr --namespace=k8s.io content get "$digest" | tr -d ' \\n\\t')"
done
"""


@dataclass(frozen=True)
class Node:
    """The container that is the cluster, and the API server in it."""

    shell: Shell
    images: Images

    @property
    def settings(self) -> Settings:
        return self.shell.settings

    def image(self) -> str | None:
        """The image its container was made from, or None when there is no container.

        CommandError when the engine does not say; that is not the same as None.
        """
        if not self._containers(f"name=^{self.settings.node}$"):
            return None
        command = ["docker", "container", "inspect", "--format", "{{.Config.Image}}"]
        return self.shell.run([*command, self.settings.node]).strip()

    def _containers(self, condition: str) -> list[str]:
        command = ["docker", "ps", "--all", "--quiet", "--filter", condition]
        return self.shell.run(command, timeout_seconds=COMMAND_SECONDS).split()

    def is_foreign(self) -> bool:
        """Whether a cluster of this name is there that was not made here, as far as that shows."""
        image, traces = self.image(), (self.settings.kubeconfig, self._mark)
        if image is None or image.startswith(PREFIX):
            return False
        return not any(path.exists() for path in traces)

    @property
    def _mark(self) -> Path:
        """Is there before the cluster is, which has no kubeconfig until it is made."""
        return self.settings.home / f"made-{self.settings.name}"

    def running(self) -> bool:
        return self._state() == "running"

    def _state(self) -> str:
        command = ["docker", "container", "inspect", "--format", "{{.State.Status}}"]
        return (self.shell.attempt([*command, self.settings.node]) or "").strip()

    def start(self) -> bool:
        """Start its container; whether that could be done."""
        verb = "unpause" if self._state() == "paused" else "start"
        return self.shell.succeeds(["docker", verb, self.settings.node], COMMAND_SECONDS)

    def create(self, image: str, patch: str) -> None:
        """Create the cluster, with a kubeadm patch when there is one."""
        command = [*self._kind("create", "cluster"), "--config", "-", "--image", image]
        text = configuration(patch).encode()
        self._mark.touch()
        self.shell.run(command, stdin=text, timeout_seconds=CREATE_SECONDS, holds_lock=True)

    def delete(self) -> None:
        """Delete the cluster as kind does, also where kind is not built; the builds stay."""
        containers = self._containers(f"label={NODES_LABEL}={self.settings.name}")
        if containers:
            command = ["docker", "rm", "--force", "--volumes", *containers]
            self.shell.run(command, timeout_seconds=COMMAND_SECONDS)
        self.settings.kubeconfig.unlink(missing_ok=True)
        self._mark.unlink(missing_ok=True)

    def export_kubeconfig(self) -> bool:
        """Write the kubeconfig anew, which a killed call may have left out."""
        return self.shell.succeeds(self._kind("export", "kubeconfig"))

    def _kind(self, *verb: str) -> list[str | Path]:
        """A command of kind for this cluster; it would fail on a lock that a killed one left."""
        path = self.settings.kubeconfig
        path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
        return ["kind", *verb, "--name", self.settings.name, "--kubeconfig", path]

    def api_answers(self) -> bool:
        return self.shell.succeeds(["kubectl", "get", "--raw", "/readyz"], timeout_seconds=10)

    def wait_for_api(self, timeout_seconds: float) -> bool:
        return wait_until(self.api_answers, timeout_seconds)

    def record(self) -> dict[str, str]:
        """What was installed in it, or nothing: then it is half-made.

        CommandError when the API server does not say; that is not the same as nothing.
        """
        command = ["kubectl", "get", "configmap", RECORD, "--namespace=kube-system"]
        command += ["--ignore-not-found", "--output=json"]
        found = insist(lambda: self.shell.run(command, timeout_seconds=30), COMMAND_SECONDS)
        data = json.loads(found).get("data", {}) if found else {}
        return {str(key): str(value) for key, value in data.items()}

    def write_record(self, record: dict[str, str]) -> None:
        metadata = {"name": RECORD, "namespace": "kube-system"}
        manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": record}
        self.apply(json.dumps(manifest))

    def apply(self, manifest: str) -> None:
        """Apply a manifest's text on the server's side."""
        command = ["kubectl", "apply", "--server-side", "--force-conflicts", "--filename=-"]
        self.shell.run(command, stdin=manifest.encode(), timeout_seconds=COMMAND_SECONDS)

    def execute(self, *command: str, timeout_seconds: float = COMMAND_SECONDS) -> str:
        """Run a command in the node."""
        arguments = ["docker", "exec", self.settings.node, *command]
        return self.shell.run(arguments, timeout_seconds=timeout_seconds)

    def load(self, names: Iterable[str]) -> list[str]:
        """Load the images that the node does not have with the same id; those are returned."""
        present = loaded_identifiers(self.execute("sh", "-c", LIST_IMAGES))
        missing = [
            name for name in names if present.get(name, "none") != self.images.identifier(name)
        ]
        if missing:
            into = ["docker", "exec", "--interactive", self.settings.node, *CONTAINERD]
            self.shell.pipe(["docker", "save", *missing], [*into, "images", "import", "-"])
            self._remove_dangling()
        return missing

    def _remove_dangling(self) -> None:
        """Drop the names by id of images that no tag names any more, so that they are collected."""
        rows = self.execute("sh", "-c", LIST_IMAGES)
        used = set(loaded_identifiers(rows).values())
        names = self.execute(*CONTAINERD, "images", "ls", "--quiet").split()
        old = [name for name in names if name.startswith("sha256:") and name not in used]
        if old:
            self.execute(*CONTAINERD, "images", "rm", *old)


def loaded_identifiers(listing: str) -> dict[str, str]:
    """Image ids by name, from what LIST_IMAGES prints."""
    found = {}
    for line in listing.splitlines():
        name, _, manifest = line.partition(" ")
        try:
            found[name] = str(json.loads(manifest)["config"]["digest"])
        except (ValueError, KeyError):
            continue
    return found


def configuration(patch: str) -> str:
    """The text of kind's configuration with a kubeadm patch appended."""
    text = CONFIGURATION.read_text()
    if not patch:
        return text
    indented = "".join(f"    {line}\n" for line in patch.splitlines())
    return f"{text}kubeadmConfigPatches:\n  - |\n{indented}"


def configuration_key(patch: str) -> str:
    return key_of(configuration(patch))
