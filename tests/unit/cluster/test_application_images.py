import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cluster import application, programs
from cluster.application import CONTEXTS, EXAMPLES, WEIGHTS, ApplicationImages
from cluster.images import PREFIX, Images
from cluster.node import Node
from cluster.programs import Builder
from cluster.shell import Shell

DOCKER = """
echo "$*" >>{home}/calls
case "$*" in
  "image inspect"*) echo sha256:1;;
  images*) printf '0.1.0\\n{current}\\nffffffffffff\\n';;
esac
"""


@pytest.fixture
def build(shell):
    """The images, built with a Go of a version."""

    def make(go_version="go1.26.1"):
        images = Images(shell)
        return ApplicationImages(shell, Builder(shell, go_version), images, Node(shell, images))

    return make


@pytest.fixture
def calls(settings):
    return lambda: (settings.home / "calls").read_text().splitlines()


def name(images, which):
    return images.keyed_name(which, CONTEXTS[which], "base:1")


def test_another_load_generator_is_another_operators_image(build, tmp_path, monkeypatch, program):
    program("docker", "exit 1")
    before = name(build(), "operator")
    copy = shutil.copytree(programs.LOAD.folder, tmp_path / "load")
    changed = replace(programs.LOAD, module=str(copy))
    monkeypatch.setitem(application.PROGRAMS, "operator", (changed,))
    assert name(build(), "operator") == before
    with (copy / "pacer.go").open("a") as file:
        file.write("// changed\n")
    assert name(build(), "operator") != before


def test_another_go_is_another_image_only_where_a_program_is_in_it(build, program):
    program("docker", "exit 1")
    old, new = build("go1.26.1"), build("go1.27.0")
    assert name(old, "operator") != name(new, "operator")
    assert name(old, "sample") == name(new, "sample")


def test_an_image_that_is_there_needs_no_program(build, program, settings, monkeypatch):
    program("docker", DOCKER.format(home=settings.home, current="0"))
    program("go", "exit 1")
    image = build()._ensure("operator", CONTEXTS["operator"], "base:1")
    assert image == f"{PREFIX}/operator:{settings.versions['MODELBENCH_VERSION']}"


def test_older_keys_are_removed_also_when_they_name_the_same_image(build, program, settings, calls):
    program("docker", DOCKER.format(home=settings.home, current="0"))
    images = build()
    current = name(images, "sample").rpartition(":")[2]
    program("docker", DOCKER.format(home=settings.home, current=current))
    images._ensure("sample", CONTEXTS["sample"], "base:1")
    removed = [call for call in calls() if call.startswith("rmi")]
    assert removed == [f"rmi {PREFIX}/sample:ffffffffffff"]


def test_an_image_from_elsewhere_gets_the_name_that_the_manifests_have(build, program, settings):
    """The docker here knows each image by its name alone."""
    calls = settings.home / "calls"
    program("docker", f'echo "$*" >>{calls}; case "$*" in "image inspect"*) echo "$5";; esac')
    image = build()._tagged("prometheus", "prom/prometheus:v3.13.5")
    assert image == f"{PREFIX}/prometheus:{settings.versions['MODELBENCH_VERSION']}"
    assert f"tag prom/prometheus:v3.13.5 {image}" in calls.read_text().splitlines()


def test_the_sources_of_the_load_generator_are_not_sent_to_the_engine():
    operator = CONTEXTS["operator"]
    assert programs.LOAD.folder == operator / "load"
    assert "load" in (operator / ".dockerignore").read_text().split()


def test_an_image_of_one_program_is_made_once_and_has_the_name_that_manifests_have(
    build, program, settings, calls
):
    program("docker", DOCKER.format(home=settings.home, current="0"))
    program("go", "exit 1")
    image = build()._ensure_program(programs.STREAMING_MODEL)
    assert image == f"{PREFIX}/streaming-model:{settings.versions['MODELBENCH_VERSION']}"
    assert not any(call.startswith("import") for call in calls())


def test_another_version_is_another_image_for_it_is_in_a_label(build, program, settings):
    program("docker", "exit 1")
    images = build()
    before = name(images, "sample")
    newer = {**settings.versions, "MODELBENCH_VERSION": "9.9.9"}
    changed = replace(
        images, shell=replace(images.shell, settings=replace(settings, versions=newer))
    )
    assert name(changed, "sample") != before


def test_a_file_from_elsewhere_counts_as_part_of_a_context(build, tmp_path, monkeypatch, program):
    program("docker", "exit 1")
    copy = Path(shutil.copy(application.IMAGE_ROOT, tmp_path))
    monkeypatch.setitem(application.FILES, "operator", (copy,))
    before = name(build(), "operator")
    with copy.open("a") as file:
        file.write("# changed\n")
    assert name(build(), "operator") != before


def test_of_weights_only_the_files_are_fetched(build, monkeypatch):
    commands = []
    monkeypatch.setattr(Shell, "run", lambda _self, command, **_: commands.append(command))
    build()._wheels(EXAMPLES["llm"] / WEIGHTS, "--no-deps")
    [command] = commands
    assert "--no-deps" in command
    assert "--require-hashes" in command


@pytest.mark.parametrize("which", EXAMPLES)
def test_an_example_with_an_image_of_its_own_has_its_manifest(which, settings):
    manifest = (EXAMPLES[which].parent / f"{which}.yaml").read_text()
    assert f"image: {PREFIX}/{which}:{settings.versions['MODELBENCH_VERSION']}" in manifest
    assert not set(EXAMPLES) & set(CONTEXTS)
