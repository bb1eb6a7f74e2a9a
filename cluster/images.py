"""Container images made here: their tag is the key of their inputs, so a present tag is current.

An image of one static program is imported from a tar stream; the others have a Dockerfile under
``cluster/images``.
"""

import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2, copytree

from cluster.cache import key_of, workspace
from cluster.settings import CLUSTER_FOLDER
from cluster.shell import Shell
from cluster.steps import step

PREFIX = "dev.local/modelbench"
DOCKERFILES = CLUSTER_FOLDER / "images"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NON_ROOT = "65532:65532"
LABEL = "dev.modelbench.cluster"


@dataclass(frozen=True)
class Images:
    """Builds images in the Docker engine."""

    shell: Shell

    def present(self, image: str) -> bool:
        return self.identifier(image) is not None

    def identifier(self, image: str) -> str | None:
        """The image's id, or None when the engine does not have it."""
        command = ["docker", "image", "inspect", "--format", "{{.Id}}", image]
        found = self.shell.attempt(command)
        return found.strip() if found else None

    def import_program(self, image: str, program: Path, user: str = NON_ROOT) -> str:
        """Make an image of nothing but one static program, which is its entry point."""
        if not self.present(image):
            name = program.name
            changes = [f'ENTRYPOINT ["/bin/{name}"]', f"USER {user}", f"LABEL {LABEL}=program"]
            changes += ["ENV PATH=/bin:/usr/local/bin"]
            flags = [part for change in changes for part in ("--change", change)]
            self.shell.run(["docker", "import", *flags, "-", image], stdin=_archive(program))
        return image

    def build(
        self,
        image: str,
        folder: Path,
        files: Mapping[str, Path] | None = None,
        arguments: Mapping[str, str] | None = None,
    ) -> str:
        """Build the Dockerfile in a folder, with more files in its context, unless present."""
        if self.present(image):
            return image
        builds = self.shell.settings.builds
        with step(f"build image {image}"), workspace(builds, "context") as temporary:
            context = temporary / "context"
            copytree(folder, context)
            for target, source in (files or {}).items():
                destination = context / target
                destination.parent.mkdir(parents=True, exist_ok=True)
                _copy(source, destination)
            self.build_context(image, context, arguments or {})
        return image

    def build_context(
        self,
        image: str,
        context: Path,
        arguments: Mapping[str, str],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Build a complete context as it is."""
        flags = [f"--build-arg={key}={value}" for key, value in arguments.items()]
        all_labels = {LABEL: "image", **(labels or {})}
        flags += [f"--label={key}={value}" for key, value in all_labels.items()]
        # Also after a failure: a container that stays would keep its image from being removed.
        command = ["docker", "build", "--quiet", "--force-rm", "--tag", image]
        self.shell.run([*command, *flags, context])

    def remove_older(self, image: str) -> None:
        """Remove the other key tags of an image's repository, and our untagged leftovers."""
        repository, _, tag = image.rpartition(":")
        command = ["docker", "images", "--format", "{{.Tag}}", repository]
        for other in self.shell.run(command).split():
            if other != tag and is_key(other):
                self.shell.attempt(["docker", "rmi", f"{repository}:{other}"])
        self.shell.attempt(["docker", "image", "prune", "--force", "--filter", f"label={LABEL}"])


def is_key(tag: str) -> bool:
    """Whether an image's tag is the key of its inputs rather than a version."""
    return len(tag) == len(key_of("")) and set(tag) <= set("0123456789abcdef")


def _copy(source: Path, destination: Path) -> None:
    if source.is_dir():
        copytree(source, destination, dirs_exist_ok=True, copy_function=_copy_writable)
    else:
        _copy_writable(source, destination)


def _copy_writable(source: str | Path, destination: str | Path) -> None:
    copy2(source, destination)
    target = Path(destination)
    target.chmod(target.stat().st_mode | 0o200)


def _archive(program: Path) -> bytes:
    """A root file system: the program in /bin, reachable in /usr/local/bin, and certificates."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("bin", "usr", "usr/local", "etc", "etc/ssl", "etc/ssl/certs"):
            _add(archive, name, tarfile.DIRTYPE)
        _add(archive, "tmp", tarfile.DIRTYPE, mode=0o1777)
        _add(archive, "usr/local/bin", tarfile.SYMTYPE, link="../../bin")
        _add(archive, f"bin/{program.name}", content=program.read_bytes())
        if CERTIFICATES.is_file():
            content = CERTIFICATES.read_bytes()
            _add(archive, "etc/ssl/certs/ca-certificates.crt", content=content, mode=0o644)
    return buffer.getvalue()


def _add(
    archive: tarfile.TarFile,
    name: str,
    kind: bytes = tarfile.REGTYPE,
    content: bytes = b"",
    link: str = "",
    mode: int = 0o755,
) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.linkname, entry.size = kind, mode, link, len(content)
    archive.addfile(entry, io.BytesIO(content))
