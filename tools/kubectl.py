"""Runs kubectl against the project's own cluster."""

from tools.program import ROOT, output

__all__ = ["ROOT", "kubectl"]


def kubectl(*arguments: str, check: bool = True, text: str | None = None) -> str:
    """The standard output of one call; RuntimeError with kubectl's own words when it fails."""
    return output("kubectl", *arguments, check=check, text=text)
