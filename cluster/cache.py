"""What is built once: keyed by a hash of everything it is made from, published by a rename.

A folder under ``builds/`` is either complete or not there. A build works in a temporary folder
beside it and is renamed at its end, so that a call that was killed leaves nothing half-made.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

KEY_LENGTH = 12
CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
IGNORED_NAMES = CACHES | {"wheels", ".git", "modelbench.egg-info"}


def files_of(folder: Path) -> list[Path]:
    """Every file below a folder that counts as input, in a stable order."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not IGNORED_NAMES.intersection(path.relative_to(folder).parts)
    )


def key_of(*inputs: str | Path | Iterable[str]) -> str:
    """A short key of strings, files (name and content) and whole folders."""
    digest = hashlib.sha256()
    for item in inputs:
        for name, content in _parts(item):
            for part in (name.encode(), content):
                digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:KEY_LENGTH]


def _parts(item: str | Path | Iterable[str]) -> Iterable[tuple[str, bytes]]:
    if isinstance(item, Path) and item.is_dir():
        for path in files_of(item):
            mode = "x" if path.stat().st_mode & 0o111 else "-"
            yield f"{mode}{path.relative_to(item)}", path.read_bytes()
    elif isinstance(item, Path):
        yield item.name, item.read_bytes()
    elif isinstance(item, str):
        yield "text", item.encode()
    else:
        for text in item:
            yield "item", text.encode()


def publish(target: Path, build: Callable[[Path], None]) -> Path:
    """Make the folder ``target`` with ``build(temporary folder)``, unless it is there already.

    Of two that build it at once the first to end publishes; the other's is the same.
    """
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        build(temporary)
        temporary.chmod(0o755)
        temporary.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


@contextmanager
def workspace(builds: Path, name: str) -> Iterator[Path]:
    """A temporary folder beside the builds: what a killed call leaves there, the next removes."""
    builds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=builds) as folder:
        yield Path(folder)


def write_atomically(path: Path, content: str, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(content)
    temporary.chmod(mode)
    temporary.rename(path)


def remove_leftovers(builds: Path) -> None:
    """Remove what killed calls left: temporary folders and files. Only while no other call runs."""
    for path in builds.glob(".*-*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
