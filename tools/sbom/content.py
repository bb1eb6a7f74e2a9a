"""The files of an image, read from the engine."""

import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.program import output

PACKAGES = "packages"
PROGRAM = "usr/local/bin/modelbench-load"
METADATA = re.compile(rf"{PACKAGES}/[^/]+\.dist-info/")
BUFFER_BYTES = 2**20
VERSION_LABEL = "org.opencontainers.image.version"
BASE_LABEL = "org.opencontainers.image.base.name"


@dataclass(frozen=True)
class ImageContent:
    """The parts of an image that say what it is made of."""

    image: str
    labels: dict[str, str]
    files: frozenset[str]
    """The path of every file, from the root and without it."""
    folder: Path
    """Holds the metadata of the Python packages in ``packages``, and the load generator."""

    @classmethod
    @contextmanager
    def of(cls, image: str) -> Iterator["ImageContent"]:
        """The content, while the context lasts. RuntimeError when the engine has no such image."""
        shown = output("docker", "image", "inspect", "--format={{json .Config.Labels}}", image)
        labels = json.loads(shown)
        with tempfile.TemporaryDirectory() as name, container(image) as identifier:
            folder = Path(name)
            files = _extract(["docker", "export", identifier], folder, _says_what_it_is)
            yield cls(image, labels, frozenset(files), folder)

    @property
    def packages(self) -> Path:
        return self.folder / PACKAGES

    @property
    def program(self) -> Path | None:
        """The load generator, where the image has it."""
        path = self.folder / PROGRAM
        return path if path.is_file() else None

    @property
    def version(self) -> str:
        return self.labels[VERSION_LABEL]

    @property
    def base(self) -> str:
        """The name of the image that it was built on."""
        return self.labels[BASE_LABEL]


@contextmanager
def package_database(image: str) -> Iterator[Path]:
    """A folder with what an image's dpkg knows, while the context lasts."""
    with tempfile.TemporaryDirectory() as name, container(image) as identifier:
        command = ["docker", "cp", f"{identifier}:/var/lib/dpkg", "-"]
        _extract(command, Path(name), lambda path: path.endswith((".list", "/status")))
        yield Path(name) / "dpkg"


@contextmanager
def container(image: str) -> Iterator[str]:
    """A container of the image that is never started, while the context lasts."""
    identifier = output("docker", "create", image).strip()
    try:
        yield identifier
    finally:
        output("docker", "rm", identifier)


def _says_what_it_is(path: str) -> bool:
    return path == PROGRAM or METADATA.match(path) is not None


def _extract(command: Sequence[str], folder: Path, wanted: Callable[[str], bool]) -> list[str]:
    """Every file of the archive that a command writes; those wanted are put into the folder."""
    found = []
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,  # noqa: S603
        tarfile.open(fileobj=process.stdout, mode="r|", bufsize=BUFFER_BYTES) as archive,
    ):
        for member in archive:
            if member.isdir():
                continue
            found.append(member.name)
            if member.isfile() and wanted(member.name):
                archive.extract(member, folder, filter="data")
    return found
