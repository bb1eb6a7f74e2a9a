"""Runs kubectl against the project's own cluster."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def kubectl(*arguments: str, check: bool = True, text: str | None = None) -> str:
    """The standard output of one call; RuntimeError with kubectl's own words when it fails."""
    done = subprocess.run(  # noqa: S603
        ["kubectl", *arguments],  # noqa: S607
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode:
        raise RuntimeError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout
