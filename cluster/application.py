"""The images of this repository: built when their context or base changed, loaded when new."""

import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster.cache import IGNORED_NAMES, key_of, publish, workspace
from cluster.images import PREFIX, Images
from cluster.node import Node
from cluster.settings import REPOSITORY
from cluster.shell import Shell
from cluster.steps import say, step

CONTEXTS = {
    "operator": REPOSITORY / "operator",
    "sample": REPOSITORY / "inference_image",
    "test-model": REPOSITORY / "tests" / "images" / "model",
}
REQUIREMENTS = "requirements.txt"
# What the base image can run, newest first; pip takes the first that a package offers.
LIBC_TAGS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")


@dataclass(frozen=True)
class ApplicationImages:
    """Builds and loads the operator, the sample and the test model."""

    shell: Shell
    images: Images
    node: Node

    def ensure(self, base: str) -> None:
        """Build what changed on this base image, then load what the node does not have."""
        names = [self._ensure(name, folder, base) for name, folder in CONTEXTS.items()]
        built = [name for name in names if name is not None]
        with step("load images into the node"):
            loaded = self.node.load(built)
        for name in built:
            say(f"  {name}: {'loaded' if name in loaded else 'unchanged'}")

    def _ensure(self, name: str, folder: Path, base: str) -> str | None:
        if not (folder / "Dockerfile").is_file():
            say(f"  note: {name} is skipped, {folder / 'Dockerfile'} does not exist")
            return None
        identifier = self.images.identifier(base) or base
        keyed = f"{PREFIX}/{name}:{key_of(folder, identifier)}"
        if not self.images.present(keyed):
            with step(f"build image {name}"):
                self._build(keyed, folder, base)
        version = self.shell.settings.versions["MODELBENCH_VERSION"]
        image = f"{PREFIX}/{name}:{version}"
        if self.images.identifier(image) != self.images.identifier(keyed):
            self.shell.run(["docker", "tag", keyed, image])
            self.images.remove_older(keyed)
        return image

    def _build(self, image: str, folder: Path, base: str) -> None:
        """Build a staged copy of the context, so that the repository stays clean."""
        with workspace(self.shell.settings.builds, "context") as temporary:
            context = temporary / "context"
            shutil.copytree(folder, context, ignore=shutil.ignore_patterns(*IGNORED_NAMES))
            wheels = context / "wheels"
            if (folder / REQUIREMENTS).is_file():
                shutil.copytree(self._wheels(folder / REQUIREMENTS), wheels)
            else:
                wheels.mkdir()
            self.images.build_context(image, context, {"BASE_IMAGE": base})

    def _wheels(self, requirements: Path) -> Path:
        """The folder with the wheels of a requirements file, for the base's Python."""
        version = self.shell.settings.versions["PYTHON_VERSION"]
        flags = download_flags(version, platform.machine())
        target = self.shell.settings.builds / f"wheels-{key_of(requirements, flags)}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", *flags]

        def fetch(folder: Path) -> None:
            with step(f"fetch wheels for {requirements.relative_to(REPOSITORY)}"):
                self.shell.run([*command, "--requirement", requirements, "--dest", folder])

        return publish(target, fetch)


def download_flags(python_version: str, machine: str) -> Sequence[str]:
    """What tells pip to fetch for the image's Python, whatever this one is."""
    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(machine, machine)
    short = python_version.replace(".", "")
    flags = ["--only-binary=:all:", "--implementation=cp", f"--python-version={python_version}"]
    flags += [f"--abi=cp{short}", "--abi=abi3", "--abi=none"]
    return [*flags, *(f"--platform={tag}_{machine}" for tag in LIBC_TAGS)]
