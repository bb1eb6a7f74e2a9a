"""What the host must have: installed where that is allowed, otherwise named all at once."""

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster.cache import publish
from cluster.settings import ClusterError
from cluster.shell import CommandError, Shell
from cluster.steps import say, step

DISK_GIBIBYTES = 15
CACHE_GIBIBYTES = 8
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
# What starting the engine needs; whoever is not root must have it started.
ENGINE_TOOLS = (DOCKERD, RUNC, IPTABLES)


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


def pip_problem() -> str | None:
    """What is wrong with pip, which fetches the wheels; Debian's Python comes without it."""
    if importlib.util.find_spec("pip") is not None:
        return None
    return f"{sys.executable} has no pip: install the package python3-pip, or use another python3"


def system_problem() -> str | None:
    """What is wrong with the operating system: programs for the node are built for this one."""
    if sys.platform == "linux":
        return None
    return "the local cluster needs Linux: use a virtual machine, or a cluster that you have"


def root_problem(tools: Sequence[Tool]) -> str | None:
    """What is wrong with the user where Debian must be bootstrapped."""
    if DEBOOTSTRAP not in tools or os.geteuid() == 0:
        return None
    return (
        "building from source needs root on Debian: call as root, or give access to Docker Hub and "
        "github.com and set MODELBENCH_CLUSTER_SOURCE=upstream"
    )


def disk_problem(folder: Path, gibibytes: int = DISK_GIBIBYTES) -> str | None:
    """What is wrong with the disk that holds the folder."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free / 2**30
    if free >= gibibytes:
        return None
    return (
        f"{existing} has {free:.0f} GiB free, {gibibytes} GiB are needed for {folder}: make room, "
        "or set MODELBENCH_HOME (GOCACHE, GOMODCACHE for Go's caches) to a folder on a larger disk"
    )


@dataclass(frozen=True)
class Host:
    """Checks the host before any work starts."""

    shell: Shell

    def prepare(self, tools: Sequence[Tool], *, nothing_built: bool) -> None:
        """Install the tools that are missing, where that is allowed.

        ClusterError when something is missing: it names all of that and how to get it.
        """
        settings = self.shell.settings
        if may_install():
            self._install([tool for tool in missing(tools) if tool.package])
        problems = [f"{tool.program} is missing: {tool.cure}" for tool in missing(tools)]
        version = self.shell.attempt(["go", "version"])
        go = go_problem(version, settings.versions["GO_MINIMUM_VERSION"])
        found = [system_problem(), root_problem(tools), go, pip_problem()]
        if nothing_built:
            found.append(disk_problem(settings.home))
            found += [disk_problem(cache, CACHE_GIBIBYTES) for cache in self._go_caches()]
        problems += dict.fromkeys(problem for problem in found if problem)
        if problems:
            raise ClusterError(message(problems))

    def _go_caches(self) -> list[Path]:
        """Go keeps what it builds and fetches in folders of its own."""
        found = self.shell.attempt(["go", "env", "GOCACHE", "GOMODCACHE"]) or ""
        return [Path(line) for line in found.splitlines() if line]

    def _install(self, tools: Sequence[Tool]) -> None:
        packages = sorted({tool.package for tool in tools if tool.package})
        if not packages:
            return
        with step(f"install {', '.join(packages)}"):
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            # A call that was killed here has left packages half-configured.
            command = ["dpkg", "--configure", "--pending"]
            self.shell.attempt(command, timeout_seconds=300, extra=quiet)
            self.shell.run(["apt-get", "update", "-q"], extra=quiet)
            flags = ["-qy", "--no-install-recommends", "--option=DPkg::Lock::Timeout=300"]
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
        try:
            with step("fetch promtool"):
                self._fetch_prometheus()
        except CommandError as error:
            say(f"  note: the cluster can do without it, checking metrics cannot: {error}")

    def _fetch_prometheus(self) -> None:
        download = ["apt-get", "download", "prometheus"]

        def fetch(folder: Path) -> None:
            if self.shell.attempt(download, timeout_seconds=300, folder=folder) is None:
                # Nothing may have fetched the lists of packages yet.
                self.shell.run(["apt-get", "update", "-q"])
                self.shell.run(download, folder=folder)
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
