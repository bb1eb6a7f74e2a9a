"""Whether pods that are to run the same image do so, whatever its tag says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PULLED = re.compile(r"(?P<name>.+)@(?P<digest>sha256:[0-9a-f]{64})")
# containerd's names for what was loaded into the node from a file.
_LOADED = re.compile(r"(.*/)?import-[^/]*")


@dataclass(frozen=True)
class RunningImage:
    """The image of one pod: which variant it serves, what was asked for, what the node reports."""

    variant: str
    asked: str
    image_id: str


def different_images(images: Iterable[RunningImage]) -> str | None:
    """What differs between pods of which the same image was asked; None when it is not certain.

    Only digests of one name are compared. The id of an image that was loaded into a node is the
    runtime's own, and the same image may have several.
    """
    digests_by_name: dict[tuple[str, str], dict[str, str]] = {}
    for image in images:
        pulled = _PULLED.fullmatch(image.image_id)
        if pulled and not _LOADED.fullmatch(pulled["name"]):
            key = image.asked, pulled["name"]
            digests_by_name.setdefault(key, {}).setdefault(pulled["digest"], image.variant)
    for (_, name), digests in digests_by_name.items():
        if len(digests) > 1:
            found = ", ".join(f"{digest} in {variant}" for digest, variant in digests.items())
            return f"the pods run different builds of {name}: {found}"
    return None
