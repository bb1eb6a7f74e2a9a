"""Builds the package with the repository's manifests, definition and examples inside.

pyproject.toml has everything else: it cannot name files outside of the package.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
BUNDLED = (
    "crds/*.yaml",
    "manifests/*.yaml",
    "manifests/grafana/kustomization.yaml",
    "manifests/grafana/*.json",
    "examples/*.yaml",
)
INSIDE = Path("modelbench/cli/bundle/files")


class BuildWithFiles(build_py):
    """Copies what the command line reads from the repository into the package."""

    def run(self) -> None:
        """Build the package, then add the files."""
        super().run()
        # An editable installation reads them where they are.
        if self.editable_mode:
            return
        for pattern in BUNDLED:
            for source in sorted(ROOT.glob(pattern)):
                target = Path(self.build_lib) / INSIDE / source.relative_to(ROOT)
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target))


setup(cmdclass={"build_py": BuildWithFiles})
