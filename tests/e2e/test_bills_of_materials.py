"""The bills of materials, against what is really in the images."""

import json
import subprocess

import pytest

from tests.unit.cluster.test_pins_agree import VERSIONS
from tools.kubectl import ROOT
from tools.sbom.__main__ import NAMES, PREFIX, main
from tools.sbom.debian import OF_THE_BASE
from tools.sbom.licences import not_allowed

VERSION = VERSIONS["MODELBENCH_VERSION"]
# The standard library of the image itself lists what is installed there.
LIST = (
    "import importlib.metadata as m; "
    "print(*(f'{d.name}=={d.version}' for d in m.distributions(path=['/packages'])), sep='\\n')"
)
REQUIREMENTS = {
    "operator": "operator/requirements.txt",
    "sample": "inference_image/requirements.txt",
    "sample-small": "examples/small-image/requirements.txt",
}
# One worker writes them once.
pytestmark = pytest.mark.together


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What `make sbom` writes; a document that CycloneDX's schema does not allow is refused."""
    target = tmp_path_factory.mktemp("sbom")
    main(target, VERSION)
    return target


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def bill(folder, name):
    return json.loads((folder / f"{name}.cdx.json").read_text())


def run_python(name, code):
    """What the image's own Python prints, with a root that cannot be written to."""
    flags = ["--rm", "--read-only", "--network=none", "--entrypoint=python3"]
    command = ["docker", "run", *flags, f"{PREFIX}/{name}:{VERSION}", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def of_kind(bill, kind):
    start = f"pkg:{kind}/"
    parts = (part for part in bill["components"] if part.get("purl", "").startswith(start))
    return {part["name"]: part["version"] for part in parts}


def test_it_names_every_python_package_of_the_image_and_no_other(bill, name):
    installed = run_python(name, LIST).split()
    assert {f"{part}=={version}" for part, version in of_kind(bill, "pypi").items()} == set(
        installed
    )


def test_what_is_pinned_is_there_in_the_pinned_version(bill, name):
    lines = (ROOT / REQUIREMENTS[name]).read_text().lower().replace("_", "-").split()
    pinned = {line for line in lines if "==" in line}
    found = {f"{part}=={version}" for part, version in of_kind(bill, "pypi").items()}
    assert pinned <= {line.lower().replace("_", "-") for line in found}


def test_it_names_the_c_library_and_the_interpreter(bill):
    packages = of_kind(bill, "deb")
    assert {"libc6", "zlib1g"} <= set(packages)


def test_the_operators_names_every_module_of_the_load_generator(folder):
    bill = json.loads((folder / "operator.cdx.json").read_text())
    with (ROOT / "operator/load/go.mod").open() as file:
        required = [line.split()[:2] for line in file if line.startswith("\t")]
    assert required
    assert dict(required).items() <= of_kind(bill, "golang").items()


def test_every_licence_is_known_and_allowed(bill):
    for part in bill["components"]:
        (licence,) = part["licenses"]
        expression = licence.get("expression") or licence["license"].get("id")
        expression = expression or licence["license"]["name"]
        if expression == OF_THE_BASE:
            assert part["purl"].startswith("pkg:deb/")
            continue
        assert not list(not_allowed(expression)), (part["name"], expression)


def test_the_list_of_licences_has_them_all(bill, folder):
    rows = (folder / "licences.md").read_text().splitlines()
    assert not [row for row in rows if "| - |" in row]
    for part in bill["components"]:
        assert any(row.startswith(f"| {part['name']} | {part['version']} |") for row in rows)


def test_an_image_runs_without_root_and_says_what_it_is(name):
    image = f"{PREFIX}/{name}:{VERSION}"
    command = ["docker", "image", "inspect", "--format={{json .Config}}", image]
    config = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert config["User"] == "65532:65532"
    labels = {key.rpartition("image.")[2]: value for key, value in config["Labels"].items()}
    assert labels["version"] == VERSION
    assert labels["licenses"] == "Apache-2.0"
    assert labels["title"].startswith("ModelBench")
    assert labels["description"]
    assert labels["base.name"]
