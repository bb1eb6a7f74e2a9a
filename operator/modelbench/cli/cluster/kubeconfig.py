"""Reads kubeconfig files as kubectl does, and gives what one context leads to."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import yaml

Fields = Mapping[str, Any]

_DEFAULT = Path("~/.kube/config")
_PATHS = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
"""Fields that name a file, relative to the folder of the kubeconfig."""


class NoKubeconfig(click.ClickException):
    """There is no kubeconfig, or it chooses no context."""


@dataclass(frozen=True)
class Target:
    """An API server with what is needed to be let in; both maps are as in a kubeconfig."""

    server: str
    namespace: str = "default"
    cluster: Fields = field(default_factory=dict)
    user: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Kubeconfig:
    """Several files as one: of two entries with a name the first counts."""

    files: Sequence[Path]
    current: str | None
    parts: Mapping[str, Mapping[str, Fields]]

    def target(self, context: str | None) -> Target:
        """What a context leads to, the current one if None. ClickException when it is not there."""
        told = " and ".join(map(str, self.files))
        name = context or self.current
        if not name:
            raise NoKubeconfig(f"{told} has no current context: choose one with --context NAME")
        chosen = self._find("contexts", name)
        if chosen is None:
            raise click.ClickException(f'context "{name}" does not exist in {told}')
        cluster = self._find("clusters", str(chosen.get("cluster")))
        if cluster is None or not cluster.get("server"):
            raise click.ClickException(f'context "{name}" of {told} has no cluster with a server')
        user = self._find("users", str(chosen.get("user"))) or {}
        namespace = str(chosen.get("namespace") or "default")
        return Target(str(cluster["server"]).rstrip("/"), namespace, cluster, user)

    def _find(self, part: str, name: str) -> Fields | None:
        return self.parts[part].get(name)


def read_kubeconfig(given: Path | None = None) -> Kubeconfig:
    """The given file, or those of KUBECONFIG, or that of the home folder.

    NoKubeconfig when none of them exists; ClickException when one cannot be read.
    """
    wanted = [given] if given else _places()
    present = [path for path in wanted if path.exists()]
    if not present:
        places = " and ".join(map(str, wanted))
        raise NoKubeconfig(f"there is no kubeconfig {places}")
    documents = [(path, _document(path)) for path in present]
    current = (one.get("current-context") for _, one in documents)
    parts = {part: _merged(documents, part) for part in ("contexts", "clusters", "users")}
    return Kubeconfig(present, next((str(name) for name in current if name), None), parts)


def _places() -> list[Path]:
    named = [part for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    return [Path(part) for part in named] or [_DEFAULT.expanduser()]


def _document(path: Path) -> Fields:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise click.ClickException(f"kubeconfig {path}: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise click.ClickException(f"kubeconfig {path} is not YAML: {error}") from error
    if not isinstance(found, Mapping):
        raise click.ClickException(f"kubeconfig {path} is not a mapping")
    return found


def _merged(documents: Sequence[tuple[Path, Fields]], part: str) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for path, document in documents:
        for name, fields in _entries(document, part):
            found.setdefault(name, _resolved(fields, path.parent))
    return found


def _entries(document: Fields, part: str) -> Iterator[tuple[str, Fields]]:
    items = document.get(part)
    for one in items if isinstance(items, list) else ():
        fields = one.get(part.removesuffix("s")) if isinstance(one, Mapping) else None
        if isinstance(fields, Mapping):
            yield str(one.get("name")), fields


def _resolved(fields: Fields, folder: Path) -> Fields:
    paths = {name: str(folder / fields[name]) for name in _PATHS if fields.get(name)}
    return {**fields, **paths}
