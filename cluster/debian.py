"""The Debian base image, bootstrapped from the mirror that this machine itself uses."""

import platform
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cluster.cache import key_of
from cluster.images import LABEL, PREFIX, Images
from cluster.settings import ClusterError
from cluster.steps import step

SOURCES_FOLDER = Path("/etc/apt")
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
        if "deb" in fields.get("Types", "").split() and "URIs" in fields:
            found += [(uri, fields.get("Suites", "").split()) for uri in fields["URIs"].split()]
    return found


def find_mirror(suite: str, folder: Path = SOURCES_FOLDER) -> str:
    """The address of the mirror from which this machine gets a Debian suite.

    :raises ClusterError: when no source of this machine names the suite.
    """
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    known = [mirror for file in files if file.is_file() for mirror in mirrors(file.read_text())]
    for address, suites in known:
        if suite in suites:
            return address
    raise ClusterError(
        f"no source under {folder} names Debian's suite {suite}: add a 'deb MIRROR {suite} main' "
        "line there, or use MODELBENCH_CLUSTER_SOURCE=upstream"
    )


@dataclass(frozen=True)
class Debian:
    """The base image of everything that is not a single static program."""

    images: Images
    suite: str

    def image(self) -> str:
        """The base image; it is bootstrapped when the engine does not have it."""
        key = key_of(self.suite, PACKAGES, PRUNED, platform.machine())
        image = f"{PREFIX}/debian:{key}"
        if not self.images.present(image):
            with step(f"bootstrap Debian {self.suite}"):
                self._bootstrap(image)
        return image

    def _bootstrap(self, image: str) -> None:
        shell = self.images.shell
        work = shell.settings.builds
        work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".debian-", dir=work) as name:
            root = Path(name) / "root"
            flags = ["--variant=minbase", f"--include={PACKAGES}"]
            shell.run(["debootstrap", *flags, self.suite, root, find_mirror(self.suite)])
            excluded = [f"--exclude=./{path}/*" for path in PRUNED]
            shell.pipe(
                ["tar", "-C", root, *excluded, "-c", "."],
                ["docker", "import", "--change", f"LABEL {LABEL}=debian", "-", image],
            )
