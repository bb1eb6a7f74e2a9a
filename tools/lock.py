"""``make lock``: pins every package that goes into an image, with the hashes of all its files.

The hashes are those of the index for every platform, so one lock serves all machines. Run it when a
requirements.txt changes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from cluster.application import CONTEXTS, EXAMPLES, LOCK, REQUIREMENTS
from cluster.settings import REPOSITORY

_PIP_TOOLS = "pip-tools==7.6.2"
_HEADER = "# Made by `make lock` from requirements.txt: do not edit.\n"
_OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-options",
)


def main() -> None:
    """Write the lock of each image that has packages."""
    with tempfile.TemporaryDirectory() as folder:
        python = _environment(Path(folder))
        for context in (*CONTEXTS.values(), *EXAMPLES.values()):
            if (context / REQUIREMENTS).is_file():
                _lock(python, context)


def _environment(folder: Path) -> Path:
    """A Python with pip-tools, apart from that of the project, whose packages it would change."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", _PIP_TOOLS], check=True)  # noqa: S603
    return python


def _lock(python: Path, context: Path) -> None:
    target = context / LOCK
    target.unlink(missing_ok=True)
    command = [str(python), "-m", "piptools", "compile", *_OPTIONS, "--output-file", LOCK]
    subprocess.run([*command, REQUIREMENTS], cwd=context, check=True)  # noqa: S603
    target.write_text(_HEADER + target.read_text())
    print(f"wrote {target.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
