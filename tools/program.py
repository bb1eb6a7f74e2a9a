"""Runs other programs in the root of the repository."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def output(*command: str | Path, check: bool = True, text: str | None = None) -> str:
    """The standard output of one call, which gets ``text`` on its standard input.

    RuntimeError with the program's own words when it ends with an error, unless ``check`` is False.
    """
    arguments = [str(part) for part in command]
    done = subprocess.run(  # noqa: S603
        arguments, cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout
