"""Libraries that only some commands need, and that an installation may lack."""

import importlib.util

import click

_REPORT = ("jinja2", "matplotlib", "hdrh")


def needs_report() -> None:
    """ClickException, before anything is done, without what reads samples and draws pages."""
    _need(_REPORT, "report")


def _need(modules: tuple[str, ...], extra: str) -> None:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(
            f"this needs packages that are not installed ({', '.join(missing)}): pip install "
            f"'modelbench[{extra}]'"
        )
