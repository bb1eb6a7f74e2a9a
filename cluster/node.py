"""The kind cluster's only node: made, brought back, deleted, given images."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cluster.cache import key_of
from cluster.images import Images
from cluster.settings import REPOSITORY, Settings
from cluster.shell import Shell, wait_until

CONFIGURATION = REPOSITORY / "kind-config.yaml"
RECORD = "modelbench-cluster"
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
        """The image its container was made from, or None when there is no container."""
        command = ["docker", "inspect", "--format", "{{.Config.Image}}", self.settings.node]
        found = self.shell.attempt(command)
        return found.strip() if found else None

    def running(self) -> bool:
        command = ["docker", "inspect", "--format", "{{.State.Running}}", self.settings.node]
        return (self.shell.attempt(command) or "").strip() == "true"

    def start(self) -> None:
        self.shell.run(["docker", "start", self.settings.node])

    def create(self, image: str, patch: str) -> None:
        """Create the cluster, with a kubeadm patch when there is one."""
        text = configuration(patch)
        self.settings.kubeconfig.parent.mkdir(parents=True, exist_ok=True)
        command = ["kind", "create", "cluster", "--name", self.settings.name, "--config", "-"]
        flags = ["--image", image, "--kubeconfig", self.settings.kubeconfig]
        self.shell.run([*command, *flags], stdin=text.encode(), timeout_seconds=400)

    def delete(self) -> None:
        """Delete the cluster; what was built stays."""
        flags = ["--name", self.settings.name, "--kubeconfig", self.settings.kubeconfig]
        self.shell.run(["kind", "delete", "cluster", *flags])

    def export_kubeconfig(self) -> bool:
        """Write the kubeconfig anew, which a killed call may have left out."""
        flags = ["--name", self.settings.name, "--kubeconfig", self.settings.kubeconfig]
        return self.shell.succeeds(["kind", "export", "kubeconfig", *flags])

    def api_answers(self) -> bool:
        return self.shell.succeeds(["kubectl", "get", "--raw", "/readyz"], timeout_seconds=10)

    def wait_for_api(self, timeout_seconds: float) -> bool:
        return wait_until(self.api_answers, timeout_seconds)

    def record(self) -> dict[str, str]:
        """What was installed in it, or nothing: then it is half-made."""
        command = ["kubectl", "get", "configmap", RECORD, "--namespace=kube-system"]
        found = self.shell.attempt([*command, "--ignore-not-found", "--output=json"])
        data = json.loads(found).get("data", {}) if found else {}
        return {str(key): str(value) for key, value in data.items()}

    def write_record(self, record: dict[str, str]) -> None:
        metadata = {"name": RECORD, "namespace": "kube-system"}
        manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": record}
        self.apply(json.dumps(manifest))

    def apply(self, manifest: str) -> None:
        """Apply a manifest's text on the server's side."""
        command = ["kubectl", "apply", "--server-side", "--force-conflicts", "--filename=-"]
        self.shell.run(command, stdin=manifest.encode())

    def execute(self, *command: str, timeout_seconds: float | None = None) -> str:
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
