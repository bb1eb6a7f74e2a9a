"""What the host must have: installed where that is allowed, otherwise named all at once."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster.settings import ClusterError
from cluster.shell import Shell
from cluster.steps import say, step

DISK_GIBIBYTES = 15
GO_CURE = "install Go {version} or later and put it on the PATH (https://go.dev/doc/install)"
EXTRA_PATH = "/usr/sbin:/sbin"


@dataclass(frozen=True)
class Tool:
    """A program that must be there, the Debian package that has it, and how else to get it."""

    program: str
    package: str | None
    cure: str


DOCKER_CURE = "install the Docker engine (https://docs.docker.com/engine/install/)"
DOCKER = Tool("docker", "docker.io", DOCKER_CURE)
DOCKERD = Tool("dockerd", "docker.io", DOCKER_CURE)
DEBOOTSTRAP = Tool("debootstrap", "debootstrap", "install debootstrap")
RUNC = Tool("runc", "runc", "install runc")
IPTABLES = Tool("iptables", "iptables", "install iptables")


def missing(tools: Sequence[Tool]) -> list[Tool]:
    """The tools that are not on the PATH."""
    path = f"{os.environ.get('PATH', os.defpath)}:{EXTRA_PATH}"
    return [tool for tool in tools if shutil.which(tool.program, path=path) is None]


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def message(problems: Sequence[str]) -> str:
    """Everything that is missing, in one text."""
    return "\n".join(["the cluster cannot be built here yet:", *(f"  - {p}" for p in problems)])


def go_problem(version_text: str | None, minimum: str) -> str | None:
    """What is wrong with Go, given what ``go version`` printed (None: there is no Go)."""
    cure = GO_CURE.format(version=minimum)
    if version_text is None:
        return f"go is missing: {cure}"
    found = re.search(r"go(\d+)\.(\d+)", version_text)
    if found and (int(found[1]), int(found[2])) >= tuple(int(part) for part in minimum.split(".")):
        return None
    return f"Go is too old ({version_text.strip()}): {cure}"


def disk_problem(folder: Path, gibibytes: int = DISK_GIBIBYTES) -> str | None:
    """What is wrong with the disk that holds the folder."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free / 2**30
    if free >= gibibytes:
        return None
    return f"{existing} has {free:.0f} GiB free, {gibibytes} GiB are needed: make room, or set "\
        "MODELBENCH_HOME to a folder on a larger disk"


@dataclass(frozen=True)
class Host:
    """Checks the host before any work starts."""

    shell: Shell

    def prepare(self, *, from_source: bool, nothing_built: bool) -> None:
        """Install what is missing where that is allowed.

        :raises ClusterError: naming everything that is missing and how to get it.
        """
        settings = self.shell.settings
        tools = [DOCKER]
        if os.geteuid() == 0 and not self.shell.succeeds(["docker", "info"]):
            tools += [DOCKERD, RUNC, IPTABLES]
        if from_source:
            tools.append(DEBOOTSTRAP)
        if may_install():
            self._install([tool for tool in missing(tools) if tool.package])
        problems = [f"{tool.program} is missing: {tool.cure}" for tool in missing(tools)]
        if from_source and not may_install() and not Path("/etc/debian_version").exists():
            problems.append(
                "building from source needs root on Debian, and no image registry answered: "
                "give access to Docker Hub for MODELBENCH_CLUSTER_SOURCE=upstream"
            )
        go = go_problem(self.shell.attempt(["go", "version"]), settings.versions["GO_MINIMUM_VERSION"])
        disk = disk_problem(settings.home) if nothing_built else None
        problems += [problem for problem in (go, disk) if problem]
        if problems:
            raise ClusterError(message(problems))

    def _install(self, tools: Sequence[Tool]) -> None:
        packages = sorted({tool.package for tool in tools if tool.package})
        if not packages:
            return
        with step(f"install {', '.join(packages)}"):
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            self.shell.run(["apt-get", "update", "-q"], extra=quiet)
            flags = ["-qy", "--no-install-recommends"]
            self.shell.run(["apt-get", "install", *flags, *packages], extra=quiet)

    def ensure_prometheus(self) -> None:
        """Put prometheus and promtool beside our tools, without installing a service."""
        binaries = self.shell.settings.binaries
        names = ("promtool", "prometheus")
        if all((binaries / name).exists() for name in names):
            return
        if shutil.which("dpkg") is None:
            say("  note: promtool is Debian's here; install Prometheus to check metrics with it")
            return
        with step("fetch promtool"):
            self._fetch_prometheus()

    def _fetch_prometheus(self) -> None:
        from cluster.cache import publish

        def fetch(folder: Path) -> None:
            self.shell.run(["apt-get", "download", "prometheus"], folder=folder)
            package = next(folder.glob("*.deb"))
            self.shell.run(["dpkg", "-x", package, folder])
            package.unlink()

        settings = self.shell.settings
        suite = settings.versions["DEBIAN_SUITE"]
        folder = publish(settings.builds / f"prometheus-{suite}", fetch)
        for name in ("promtool", "prometheus"):
            link(folder / "usr" / "bin" / name, settings.binaries / name)


def link(target: Path, path: Path) -> None:
    """Make a symbolic link, or turn it to another target, at once."""
    if path.is_symlink() and path.readlink() == target:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.rename(path)
