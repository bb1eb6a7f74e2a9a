"""What the package brings along for a cluster: definition, manifests, dashboard and examples.

The build puts the repository's own files into ``files/`` (``setup.py``); in a checkout they are
read where they are.
"""

from pathlib import Path

import click

_PACKED = Path(__file__).with_name("files")
_CHECKOUT = Path(__file__).parents[4]
RECORDED = Path(__file__).with_name("recorded.json")
"""A benchmark and its samples, as ``modelbench report`` reads them; written by tools/record.py."""


def bundled(name: str) -> Path:
    """A file or folder by its path in the repository. ClickException when it is not there."""
    for root in (_PACKED, _CHECKOUT):
        if (root / name).exists():
            return root / name
    raise click.ClickException(f"this installation of ModelBench lacks {name}: install it again")
