"""The images of the product under the name of a registry, for clusters that pull them."""

from dataclasses import dataclass

from cluster.application import ApplicationImages
from cluster.settings import REPOSITORY
from cluster.steps import say, step

NAMES = ("operator", "sample", "sample-small")
REVISION_LABEL = "org.opencontainers.image.revision"


@dataclass(frozen=True)
class Release:
    """Builds the operator and the samples as ``<registry>/<name>:<version>``; pushes nothing."""

    application: ApplicationImages
    registry: str

    def build(self, base: str) -> None:
        """Build on this base image, with the commit in a label: other than a development build."""
        for name in NAMES:
            image = f"{self.registry.rstrip('/')}/{name}:{self.application.version}"
            with step(f"build image {image}"):
                self.application.build(image, name, base, self._labels())
            say(f"  docker push {image}")

    def _labels(self) -> dict[str, str]:
        """The commit, marked when files differ from it; nothing outside of a git checkout."""
        command = ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"]
        revision = self.application.shell.attempt(command, folder=REPOSITORY)
        return {REVISION_LABEL: revision.strip()} if revision else {}
