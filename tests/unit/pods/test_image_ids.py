import pytest
from modelbench.pods.image_ids import RunningImage, different_images

OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def variants(serverless, containerized, asked=("r.example/x:1", "r.example/x:1")):
    return [
        RunningImage("serverless", asked[0], serverless),
        RunningImage("containerized", asked[1], containerized),
    ]


def test_an_older_image_that_a_node_keeps_under_the_same_tag_is_told():
    message = different_images(variants(f"r.example/x@{NEW}", f"r.example/x@{OLD}"))
    assert message == (
        f"the pods run different builds of r.example/x: {NEW} in serverless, {OLD} in containerized"
    )


def test_two_nodes_may_keep_different_images_for_one_variant():
    images = [
        RunningImage("containerized", "r.example/x", f"r.example/x@{digest}")
        for digest in (NEW, OLD, NEW)
    ]
    assert "run different builds of" in different_images(images)


def test_variants_of_which_different_images_were_asked_may_run_different_ones():
    """Two tags of one name are two images."""
    asked = ("r.example/x:1", "r.example/x:2")
    running = variants(f"r.example/x@{NEW}", f"r.example/x@{OLD}", asked)
    assert different_images(running) is None
    third = RunningImage("warm", "r.example/x:2", f"r.example/x@{NEW}")
    assert "in warm" in different_images([*running, third])


@pytest.mark.parametrize(
    ("serverless", "containerized"),
    [
        (f"r.example/x@{NEW}", f"r.example/x@{NEW}"),
        # An id of the image's own says nothing of a registry's digest.
        (f"r.example/x@{NEW}", OLD),
        (NEW, OLD),
        (f"r.example/x@{NEW}", f"mirror.example/x@{OLD}"),
        (
            f"docker.io/library/import-2026-01-01@{NEW}",
            f"docker.io/library/import-2026-01-01@{OLD}",
        ),
        ("", f"r.example/x@{NEW}"),
    ],
)
def test_ids_that_need_not_be_different_images_are_not_told(serverless, containerized):
    assert different_images(variants(serverless, containerized)) is None
    assert different_images(variants(containerized, serverless)) is None
