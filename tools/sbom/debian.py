"""The Debian packages that the files of an image come from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

# From the packages' own copyright files, which the small images do not have; of the program or
# library itself.
LICENCES = {
    "base-files": "GPL-2.0-or-later",
    "libbz2-1.0": "bzip2-1.0.6",
    "libc6": "LGPL-2.1-or-later",
    "libexpat1": "MIT",
    "libffi8": "MIT",
    "libgcc-s1": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "liblzma5": "LicenseRef-scancode-public-domain",
    "libpython3.11-minimal": "PSF-2.0",
    "libpython3.11-stdlib": "PSF-2.0",
    "libssl3": "Apache-2.0",
    "libstdc++6": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libuuid1": "BSD-3-Clause",
    "python3-minimal": "PSF-2.0",
    "python3.11-minimal": "PSF-2.0",
    "zlib1g": "Zlib",
}
# What an image that stands on a whole distribution says of each package that the table lacks.
OF_THE_BASE = "as the base image's /usr/share/doc says"
STATUS = "var/lib/dpkg/status"


@dataclass(frozen=True)
class DebianPackage:
    """One installed package."""

    name: str
    version: str
    architecture: str

    @property
    def licence(self) -> str | None:
        """The licence as an SPDX expression, or None when it is not known."""
        return LICENCES.get(self.name)


def packages_of(files: Iterable[str], database: Path) -> list[DebianPackage]:
    """The packages of a dpkg database that own at least one of the files, by name."""
    owners = _owners(database)
    names = {owners[key] for key in map(_merged, files) if key in owners}
    installed = _installed((database / "status").read_text())
    return [installed[name] for name in sorted(names)]


def _owners(database: Path) -> Mapping[str, str]:
    """The package of each file; architectures are left out of the names."""
    return {
        _merged(line.removeprefix("/")): path.stem.partition(":")[0]
        for path in (database / "info").glob("*.list")
        for line in path.read_text().splitlines()
    }


def _merged(path: str) -> str:
    """Packages own files in /lib that are found in /usr/lib, since one is a link to the other."""
    return path.removeprefix("usr/")


def _installed(status: str) -> Mapping[str, DebianPackage]:
    found = {}
    for stanza in status.split("\n\n"):
        fields = dict(re.findall(r"(?m)^(Package|Version|Architecture): (.+)$", stanza))
        if len(fields) == 3:
            name = fields["Package"]
            found[name] = DebianPackage(name, fields["Version"], fields["Architecture"])
    return found
