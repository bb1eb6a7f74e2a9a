"""The keys of Secrets that a request needs, as files in the runner's pod and nowhere else.

The kubelet mounts exactly these keys, so that the runner needs no right to read any Secret.
"""

from collections.abc import Sequence
from typing import Any

from modelbench.api.request import KeyReference

_DIRECTORY = "/etc/modelbench/secrets"


def secret_file(reference: KeyReference) -> str:
    """Where the runner finds the key."""
    return f"{_DIRECTORY}/{reference.name}/{reference.key}"


def secret_volumes(references: Sequence[KeyReference]) -> list[dict[str, Any]]:
    """A volume for each Secret. A pod does not start while one of the keys is missing."""
    return [
        {
            "name": f"secret-{number}",
            "secret": {
                "secretName": name,
                "items": [{"key": key, "path": key} for key in keys],
                "optional": False,
            },
        }
        for number, (name, keys) in enumerate(_keys_by_secret(references).items())
    ]


def secret_mounts(references: Sequence[KeyReference]) -> list[dict[str, Any]]:
    """Where the volumes are in a container."""
    return [
        {"name": f"secret-{number}", "mountPath": f"{_DIRECTORY}/{name}", "readOnly": True}
        for number, name in enumerate(_keys_by_secret(references))
    ]


def _keys_by_secret(references: Sequence[KeyReference]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for reference in references:
        found.setdefault(reference.name, {})[reference.key] = None
    return {name: list(keys) for name, keys in found.items()}
