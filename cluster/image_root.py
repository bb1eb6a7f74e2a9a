"""Collects what this Python needs to run into one folder, the root of a small image.

``python3 image_root.py /root-of-image /packages`` copies the interpreter, the standard library
without its tools and tests, and every shared object that these and the packages are linked to.
The rest of the base image (a shell, a package manager, pip) serves no request.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
LEFT_OUT = (
    "config-*", "dist-packages", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data",
    "site-packages", "test", "tests", "tkinter", "turtledemo", "turtle.py", "venv", "__pycache__",
    "_codecs_*", "_crypt*", "_curses*", "_dbm*", "_gdbm*", "_sqlite3*", "_test*", "_tkinter*",
    "audioop*", "nis.*", "ossaudiodev*", "readline*", "sqlite3", "xxlimited*",
)  # fmt: skip
SETTINGS = ("/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/os-release")
USERS = "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n"
LINKED = re.compile(r"(/\S+) \(0x")


def collect(root: Path, packages: Path) -> None:
    """Fill ``root``, which must not exist yet."""
    interpreter = Path(sys.executable).resolve()
    left_out = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(
        STANDARD_LIBRARY,
        _inside(root, STANDARD_LIBRARY),
        ignore=left_out,
        ignore_dangling_symlinks=True,  # The licence may be gone with the documentation.
    )
    shutil.copytree(packages, _inside(root, packages), symlinks=True)
    _copy([interpreter, *map(Path, SETTINGS)], root)
    link = _inside(root, interpreter).with_name("python3")
    if not link.exists():
        link.symlink_to(interpreter.name)
    linked = linked_to([interpreter, *root.rglob("*.so")])
    _copy((file for file in linked if not file.is_relative_to(root)), root)
    (root / "etc/passwd").write_text(USERS, encoding="utf-8")
    (root / "tmp").mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)


def linked_to(programs: Iterable[Path]) -> set[Path]:
    """The shared objects, the loader too, that the programs and shared objects are linked to."""
    command = ["ldd", *map(str, programs)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {Path(found) for found in LINKED.findall(listed)}


def _copy(files: Iterable[Path], root: Path) -> None:
    for file in files:
        if file.exists():
            _inside(root, file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, _inside(root, file))


def _inside(root: Path, path: Path) -> Path:
    return root / os.path.relpath(path, "/")


if __name__ == "__main__":
    collect(Path(sys.argv[1]), Path(sys.argv[2]))
