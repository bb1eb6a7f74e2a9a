"""What goes into an image is pinned, with hashes, as the requirements say."""

import re

import pytest

from cluster.application import CONTEXTS, EXAMPLES, LOCK, REQUIREMENTS, WEIGHTS

FOLDERS = (*CONTEXTS.values(), *EXAMPLES.values())
LOCKED = [folder for folder in FOLDERS if (folder / REQUIREMENTS).is_file()]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(text):
    """Versions by the normalized names of packages."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PIN.findall(text)}


@pytest.mark.parametrize("folder", LOCKED, ids=lambda folder: folder.name)
def test_the_lock_has_every_requirement_in_its_version(folder):
    locked = pins((folder / LOCK).read_text())
    asked = pins((folder / REQUIREMENTS).read_text())
    assert asked.items() <= locked.items()


@pytest.mark.parametrize("folder", LOCKED, ids=lambda folder: folder.name)
def test_every_package_of_a_lock_has_hashes(folder):
    weights = folder / WEIGHTS
    text = (folder / LOCK).read_text() + (weights.read_text() if weights.is_file() else "")
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(parts) == len(pins(text)) > 1
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", part) for part in parts)
