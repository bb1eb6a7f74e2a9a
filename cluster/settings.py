"""Where everything lives and which cluster is meant, from the environment and versions.env."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Source = Literal["auto", "upstream", "source"]
SOURCES: tuple[Source, ...] = ("auto", "upstream", "source")
DEFAULT_NAME = "modelbench"
REPOSITORY = Path(__file__).resolve().parent.parent
CLUSTER_FOLDER = REPOSITORY / "cluster"


class ClusterError(Exception):
    """Something the user has to know or cure; its text is the whole message."""


@dataclass(frozen=True)
class Settings:
    """One call's settings. Every path outside the repository is below ``home``."""

    home: Path
    name: str
    source: Source
    versions: Mapping[str, str]

    @property
    def binaries(self) -> Path:
        return self.home / "bin"

    @property
    def builds(self) -> Path:
        return self.home / "builds"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def kubeconfig(self) -> Path:
        """The cluster's own kubeconfig, so that no other cluster is ever touched."""
        suffix = "" if self.name == DEFAULT_NAME else f"-{self.name}"
        return self.home / f"kubeconfig{suffix}"

    @property
    def node(self) -> str:
        """The name that kind gives the container of the only node."""
        return f"{self.name}-control-plane"

    def environment(self) -> dict[str, str]:
        """The environment of every command: the user's, with our tools and our kubeconfig."""
        path = f"{self.binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        if os.name == "posix" and "/usr/sbin" not in path.split(os.pathsep):
            path += os.pathsep + "/usr/sbin" + os.pathsep + "/sbin"
        return {
            **os.environ,
            "PATH": path,
            "KUBECONFIG": str(self.kubeconfig),
            # The client may be newer than the daemon, which then has no BuildKit for it.
            "DOCKER_BUILDKIT": "0",
            "GOTOOLCHAIN": "local",
            # The checkout may lie below a workspace of Go, and kind may be set to another engine.
            "GOWORK": "off",
            "KIND_EXPERIMENTAL_PROVIDER": "docker",
        }


def parse_versions(text: str) -> dict[str, str]:
    """The KEY=VALUE lines of a versions.env text; comments and empty lines are left out."""
    versions: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.isidentifier() or not value:
            raise ClusterError(f"versions.env line {number} is not KEY=VALUE: {line!r}")
        if key in versions:
            raise ClusterError(f"versions.env line {number} sets {key} a second time")
        versions[key] = value
    return versions


def load_settings() -> Settings:
    """Settings from MODELBENCH_HOME, MODELBENCH_CLUSTER_NAME and MODELBENCH_CLUSTER_SOURCE."""
    home = os.environ.get("MODELBENCH_HOME") or str(Path.home() / ".cache" / "modelbench")
    source = os.environ.get("MODELBENCH_CLUSTER_SOURCE") or "auto"
    if source not in SOURCES:
        raise ClusterError(
            f"MODELBENCH_CLUSTER_SOURCE is {source!r}; it must be one of {', '.join(SOURCES)}"
        )
    return Settings(
        home=Path(home).expanduser().resolve(),
        name=os.environ.get("MODELBENCH_CLUSTER_NAME") or DEFAULT_NAME,
        source=source,
        versions=parse_versions((REPOSITORY / "versions.env").read_text()),
    )
