"""The Debian base image, bootstrapped from the mirror that this machine itself uses."""

import platform
import re
from dataclasses import dataclass
from pathlib import Path

from cluster.cache import key_of, workspace
from cluster.images import LABEL, PREFIX, Images
from cluster.settings import ClusterError
from cluster.steps import step

SOURCES_FOLDER = Path("/etc/apt")
SUFFIXES = (".list", ".sources")
MIRROR_FILE = "mirror+file:"
PACKAGES = "ca-certificates"
# What no container reads; the package manager keeps working.
PRUNED = ("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "var/cache/apt")


def mirrors(text: str) -> list[tuple[str, list[str]]]:
    """Each binary source of an apt sources text, in either format: its address and suites."""
    found = []
    for line in text.splitlines():
        match = re.match(r"deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)", line)
        if match:
            found.append((match[1], [match[2]]))
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n", "", text)):
        fields = dict(re.findall(r"(?m)^(\w[\w-]*):\s*(.+)$", stanza))
        enabled = fields.get("Enabled", "yes").strip() != "no"
        if enabled and "deb" in fields.get("Types", "").split() and "URIs" in fields:
            found += [(uri, fields.get("Suites", "").split()) for uri in fields["URIs"].split()]
    return found


def resolved(address: str) -> str:
    """The address of a mirror, also where apt is given a file that lists the mirrors."""
    if not address.startswith(MIRROR_FILE):
        return address
    lines = Path(address.removeprefix(MIRROR_FILE)).read_text().splitlines()
    return next(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def find_mirror(suite: str, folder: Path = SOURCES_FOLDER) -> str:
    """The address of the mirror from which this machine gets a Debian suite.

    ClusterError when no source of this machine names the suite.
    """
    more = sorted((folder / "sources.list.d").glob("*"))
    files = [folder / "sources.list", *(path for path in more if path.suffix in SUFFIXES)]
    known = [mirror for file in files if file.is_file() for mirror in mirrors(file.read_text())]
    # Others publish for a suite of Debian's too, but only Debian has its updates.
    complete = {address for address, suites in known if f"{suite}-updates" in suites}
    found = [address for address, suites in known if suite in suites]
    for address in sorted(found, key=lambda address: address not in complete):
        return resolved(address)
    raise ClusterError(
        f"no source under {folder} names Debian's suite {suite}: add a 'deb MIRROR {suite} main' "
        "line there, or use MODELBENCH_CLUSTER_SOURCE=upstream"
    )


@dataclass(frozen=True)
class Debian:
    """The base image of everything that is not a single static program."""

    images: Images
    suite: str

    @property
    def name(self) -> str:
        key = key_of(self.suite, PACKAGES, PRUNED, platform.machine())
        return f"{PREFIX}/debian:{key}"

    def image(self) -> str:
        """The base image; it is bootstrapped when the engine does not have it."""
        if not self.images.present(self.name):
            with step(f"bootstrap Debian {self.suite}"):
                self._bootstrap(self.name)
        return self.name

    def _bootstrap(self, image: str) -> None:
        shell = self.images.shell
        with workspace(shell.settings.builds, "debian") as folder:
            root = folder / "root"
            # In its own mount namespace: what a killed one has mounted goes away with it.
            command = ["unshare", "--mount", "debootstrap", "--variant=minbase"]
            command += [f"--include={PACKAGES}", self.suite]
            shell.run([*command, root, find_mirror(self.suite)])
            excluded = [f"--exclude=./{path}/*" for path in PRUNED]
            shell.pipe(
                ["tar", "-C", root, *excluded, "-c", "."],
                ["docker", "import", "--change", f"LABEL {LABEL}=debian", "-", image],
            )
