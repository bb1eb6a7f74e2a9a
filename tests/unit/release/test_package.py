"""The wheel and the source archive, as `make package` builds them, and a clean installation."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from email.parser import Parser

import pytest
import yaml

from tools.kubectl import ROOT

pytestmark = pytest.mark.timeout(180)
COMMANDS = ("modelbench", "kubectl-modelbench")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder with both archives. The wheel is built from the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="session")
def wheel(built):
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The programs of a new environment that has the wheel, and what it depends on from here."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text("\n".join(p for p in sys.path if "site-packages" in p))
    run(sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "--no-deps",
        "--no-index", "--quiet", wheel)  # fmt: skip
    return folder / "bin"


def run(*command):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd="/", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contents(wheel):
    return set(zipfile.ZipFile(wheel).namelist())


def test_both_archives_pass_the_indexs_own_check(built):
    assert len(list(built.iterdir())) == 2
    run(sys.executable, "-m", "twine", "check", "--strict", *built.iterdir())


def test_the_wheel_has_every_file_of_the_package(wheel):
    package = ROOT / "operator" / "modelbench"
    files = {
        str(path.relative_to(package.parent))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(name.startswith("modelbench/prices/") and name.endswith(".yaml") for name in files)
    assert files <= contents(wheel), files - contents(wheel)


def test_the_wheel_has_nothing_but_the_package(wheel):
    names = contents(wheel)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"modelbench"}
    assert not [name for name in names if name.endswith((".go", ".whl", ".pyc"))]
    assert not [name for name in names if "tests" in name.split("/")]


def test_the_metadata_say_what_it_is_and_under_which_licence(wheel):
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().startswith("# ModelBench")
    assert metadata["Summary"]
    assert metadata["Keywords"]
    needed = metadata.get_all("Requires-Dist")
    always = {re.split(r"[<>=; ]", line)[0] for line in needed if "extra ==" not in line}
    assert always == {"click", "junitparser", "msgspec", "pyyaml", "rich", "urllib3"}
    assert {"operator", "report"} == set(metadata.get_all("Provides-Extra"))


def test_the_wheel_has_what_an_installation_needs(wheel):
    names = {name.partition("bundle/")[2] for name in contents(wheel)}
    patterns = ("crds/*.yaml", "manifests/*.yaml", "manifests/grafana/*.json", "examples/*.yaml")
    wanted = {str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern)}
    assert {f"files/{name}" for name in wanted} | {"recorded.json"} <= names


def test_an_installed_package_writes_the_manifests_and_the_examples(installed):
    objects = list(yaml.safe_load_all(run(installed / "modelbench", "install", "--image", "i:1")))
    assert {"CustomResourceDefinition", "Deployment"} <= {one["kind"] for one in objects}
    example = yaml.safe_load(run(installed / "modelbench", "example", "sample"))
    assert example["kind"] == "ModelBenchmark"


def test_the_source_archive_has_no_sources_of_others(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.py"} <= names
    assert not [name for name in names if name.endswith((".go", ".whl"))]
    others = ("tests", "cluster", "tools", "dashboard")
    assert not [name for name in names if name.startswith(others)]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_installed_command_tells_its_use(installed, command):
    assert "usage" in run(installed / command, "--help").lower()


def test_an_installed_package_knows_its_version(installed):
    version = (ROOT / "versions.env").read_text().partition("MODELBENCH_VERSION=")[2].split()[0]
    code = "import modelbench; print(modelbench.__version__, modelbench.__file__)"
    found, file = run(installed / "python", "-c", code).split()
    assert found == version
    assert str(ROOT) not in file
