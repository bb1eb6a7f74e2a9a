import re

import pytest

from cluster.application import ApplicationImages
from cluster.images import Images
from cluster.node import Node
from cluster.programs import Builder
from cluster.release import NAMES, Release

# Keeps each call, and the names of the files that a build is given.
DOCKER = """
echo "$*" >>{home}/calls
for context; do :; done
[ "$1" != build ] || ls "$context" >>{home}/context
"""


@pytest.fixture
def release(shell, settings, program):
    program("docker", DOCKER.format(home=settings.home))
    program("go", 'while [ "$1" != -o ]; do shift; done; touch "$2/load"')
    images = Images(shell)
    application = ApplicationImages(shell, Builder(shell, "go1"), images, Node(shell, images))
    wheels = settings.builds / "wheels"
    wheels.mkdir(parents=True)
    # No wheel is fetched for a test.
    object.__setattr__(application, "_wheels", lambda _: wheels)
    return Release(application, "registry.example.com/team/")


def test_the_images_of_the_product_are_built_under_the_registrys_name(release, settings):
    release.build("base:1")
    calls = (settings.home / "calls").read_text().splitlines()
    version = settings.versions["MODELBENCH_VERSION"]
    built = [re.search(r"--tag (\S+)", call)[1] for call in calls]
    assert built == [f"registry.example.com/team/{name}:{version}" for name in NAMES]
    assert all("--build-arg=BASE_IMAGE=base:1" in call for call in calls)
    assert all(f"--build-arg=VERSION={version}" in call for call in calls)
    assert not any(call.startswith("push") for call in calls)


def test_a_released_image_names_its_commit(release, settings, program):
    program("git", "echo 0123abc-dirty")
    release.build("base:1")
    label = "--label=org.opencontainers.image.revision=0123abc-dirty"
    assert (settings.home / "calls").read_text().count(label) == len(NAMES)


def test_without_a_git_checkout_there_is_no_commit(release, settings, program):
    program("git", "exit 128")
    release.build("base:1")
    assert "image.revision" not in (settings.home / "calls").read_text()


def test_the_operators_context_has_its_load_generator_and_what_makes_its_root(release, settings):
    release.build("base:1")
    files = (settings.home / "context").read_text().split()
    assert {"bin", "image_root.py", "wheels"} <= set(files)
