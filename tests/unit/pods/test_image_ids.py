import pytest
from modelbench.pods.image_ids import different_images

OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def paths(serverless, containerized):
    return [("serverless", serverless), ("containerized", containerized)]


def test_an_older_image_that_a_node_keeps_under_the_same_tag_is_told():
    message = different_images(paths(f"r.example/x@{NEW}", f"r.example/x@{OLD}"))
    assert message == (
        f"the pods do not run the same r.example/x: {NEW} on the serverless path, "
        f"{OLD} on the containerized path"
    )


def test_two_nodes_may_keep_different_images_for_one_path():
    images = [("containerized", f"r.example/x@{digest}") for digest in (NEW, OLD, NEW)]
    assert "do not run the same" in different_images(images)


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
    assert different_images(paths(serverless, containerized)) is None
    assert different_images(paths(containerized, serverless)) is None
