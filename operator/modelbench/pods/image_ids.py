"""Whether all pods ran the same image, whatever their tags say."""

import re
from collections.abc import Iterable

_PULLED = re.compile(r"(?P<name>.+)@(?P<digest>sha256:[0-9a-f]{64})")
# containerd's names for what was loaded into the node from a file.
_LOADED = re.compile(r"(.*/)?import-[^/]*")


def different_images(images: Iterable[tuple[str, str]]) -> str | None:
    """What differs, of pairs of a path and an image id; None when it is not certain.

    Only digests of one name are compared. The id of an image that was loaded into a node is the
    runtime's own, and the same image may have several.
    """
    names: dict[str, dict[str, str]] = {}
    for path, image_id in images:
        pulled = _PULLED.fullmatch(image_id)
        if pulled and not _LOADED.fullmatch(pulled["name"]):
            names.setdefault(pulled["name"], {}).setdefault(pulled["digest"], path)
    for name, digests in names.items():
        if len(digests) > 1:
            found = ", ".join(f"{digest} on the {path} path" for digest, path in digests.items())
            return f"the pods do not run the same {name}: {found}"
    return None
