import json
import subprocess
from pathlib import Path

import pytest

from cluster.bounded_runtime import bound, bounding_set
from cluster.engine import install_bounded_runtime

ALLOWED = frozenset({"CAP_CHOWN", "CAP_SYS_ADMIN"})
ASKED = ["CAP_CHOWN", "CAP_SYS_RESOURCE", "CAP_SYS_ADMIN"]
PROCESS = {
    "args": ["/bin/true"],
    "noNewPrivileges": False,
    "capabilities": {"bounding": ASKED, "effective": ASKED, "ambient": []},
}
BOUNDED = {
    **PROCESS,
    "capabilities": {
        "bounding": ["CAP_CHOWN", "CAP_SYS_ADMIN"],
        "effective": ["CAP_CHOWN", "CAP_SYS_ADMIN"],
        "ambient": [],
    },
}


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "bundle"
    folder.mkdir()
    document = {"ociVersion": "1.0.2", "process": PROCESS, "root": {"path": "rootfs"}}
    (folder / "config.json").write_text(json.dumps(document))
    return folder


@pytest.mark.parametrize("verb", ["create", "run"])
@pytest.mark.parametrize("form", [["--bundle", "{}"], ["--bundle={}"], ["-b", "{}"]])
def test_a_new_container_asks_only_for_what_is_allowed(bundle, verb, form):
    arguments = ["--log", "/log", verb, *(part.format(bundle) for part in form), "c1"]
    bound(arguments, ALLOWED)
    document = json.loads((bundle / "config.json").read_text())
    assert document == {"ociVersion": "1.0.2", "process": BOUNDED, "root": {"path": "rootfs"}}


def test_the_bundle_is_the_working_folder_when_none_is_named(bundle, monkeypatch):
    monkeypatch.chdir(bundle)
    bound(["create", "c1"], ALLOWED)
    assert json.loads((bundle / "config.json").read_text())["process"] == BOUNDED


@pytest.mark.parametrize("form", [["--process", "{}"], ["--process={}"], ["-p", "{}"]])
def test_a_new_process_in_a_container_asks_only_for_what_is_allowed(tmp_path, form):
    path = tmp_path / "process.json"
    path.write_text(json.dumps(PROCESS))
    bound(["--root", "/r", "exec", *(part.format(path) for part in form), "c1"], ALLOWED)
    assert json.loads(path.read_text()) == BOUNDED


@pytest.mark.parametrize(
    "arguments",
    [["exec", "c1", "sh"], ["delete", "--force", "c1"], ["--version"], ["kill", "c1", "9"], []],
)
def test_other_calls_change_no_file(bundle, monkeypatch, arguments):
    monkeypatch.chdir(bundle)
    before = (bundle / "config.json").read_bytes()
    bound(arguments, ALLOWED)
    assert (bundle / "config.json").read_bytes() == before


def test_a_process_that_names_no_capability_is_left_alone(bundle):
    document = {"process": {"args": ["/bin/true"]}}
    (bundle / "config.json").write_text(json.dumps(document))
    bound(["create", "--bundle", str(bundle), "c1"], ALLOWED)
    assert json.loads((bundle / "config.json").read_text()) == document


def test_the_bounding_set_is_read_by_the_kernels_numbers():
    status = "Name:\tx\nCapEff:\t0000000000000000\nCapBnd:\t0000010001000001\n"
    assert bounding_set(status) == {"CAP_CHOWN", "CAP_SYS_RESOURCE", "CAP_CHECKPOINT_RESTORE"}


def test_the_installed_program_bounds_by_itself_and_becomes_runc(bundle, tmp_path, program):
    runc = program("runc", 'echo "$@"')
    runtime = tmp_path / "with home" / "bounded-runc"
    install_bounded_runtime(runtime)
    document = {"process": {"capabilities": {"bounding": ["CAP_OF_NO_MACHINE"]}}}
    (bundle / "config.json").write_text(json.dumps(document))
    arguments = ["create", "--bundle", str(bundle), "c1"]
    environment = {"PATH": f"{runc.parent}:/usr/bin:/bin"}
    done = subprocess.run(
        [runtime, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == arguments
    assert json.loads(Path(bundle, "config.json").read_text()) == {
        "process": {"capabilities": {"bounding": []}}
    }
