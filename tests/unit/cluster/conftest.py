import pytest

from cluster.settings import REPOSITORY, Settings, parse_versions
from cluster.shell import Shell


@pytest.fixture
def settings(tmp_path):
    versions = parse_versions((REPOSITORY / "versions.env").read_text())
    return Settings(home=tmp_path / "home", name="unit", source="auto", versions=versions)


@pytest.fixture
def shell(settings):
    return Shell(settings)


@pytest.fixture
def program(settings):
    """Puts a shell script before every program of the same name."""

    def put(name, script):
        settings.binaries.mkdir(parents=True, exist_ok=True)
        path = settings.binaries / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return put
