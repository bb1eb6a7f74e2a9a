"""``python -m tools.sbom FOLDER``: the bill of materials and licences of each image, in FOLDER."""

import sys
from pathlib import Path

from tools.sbom.bill import bill_of_materials, checked_json
from tools.sbom.content import ImageContent
from tools.sbom.licence_list import licence_list

PREFIX = "dev.local/modelbench"
NAMES = ("operator", "sample", "sample-small")


def main(folder: Path, version: str) -> None:
    """Write the documents of the images that the engine has under this version."""
    folder.mkdir(parents=True, exist_ok=True)
    bills = {}
    for name in NAMES:
        with ImageContent.of(f"{PREFIX}/{name}:{version}") as content:
            bills[name] = bill_of_materials(name, content)
        path = folder / f"{name}.cdx.json"
        path.write_text(checked_json(bills[name]))
        print(f"    {path}: {len(bills[name].components)} components")
    path = folder / "licences.md"
    path.write_text(licence_list(bills))
    print(f"    {path}")


if __name__ == "__main__":
    from cluster.settings import load_settings

    main(Path(sys.argv[1]), load_settings().versions["MODELBENCH_VERSION"])
