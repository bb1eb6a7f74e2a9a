import os
import sys
from pathlib import Path

import pytest

from cluster import image_root


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A root filled from a standard library of a few files."""
    library = tmp_path / "library"
    for name in ("os.py", "json/__init__.py", "test/test_os.py", "json/tests/__init__.py"):
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_text("")
    (library / "LICENSE.txt").symlink_to("../absent")
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages/flask.py").write_text("")
    monkeypatch.setattr(image_root, "STANDARD_LIBRARY", library)
    image_root.collect(tmp_path / "root", tmp_path / "packages")
    return tmp_path / "root"


def inside(root, path):
    return root / os.path.relpath(path, "/")


def test_the_library_comes_without_its_tests(root, tmp_path):
    library = inside(root, tmp_path / "library")
    found = {str(file.relative_to(library)) for file in library.rglob("*.py")}
    assert found == {"os.py", "json/__init__.py"}
    assert inside(root, tmp_path / "packages/flask.py").is_file()


def test_the_interpreter_comes_with_what_it_is_linked_to(root):
    interpreter = Path(sys.executable).resolve()
    assert os.access(inside(root, interpreter), os.X_OK)
    assert inside(root, interpreter).with_name("python3").exists()
    linked = image_root.linked_to([interpreter])
    assert any("ld-" in file.name for file in linked)
    assert all(inside(root, file).is_file() for file in linked)


def test_the_user_is_known_and_may_write_to_tmp_alone(root):
    assert "65532:65532" in (root / "etc/passwd").read_text()
    assert (root / "tmp").stat().st_mode & 0o7777 == 0o1777
