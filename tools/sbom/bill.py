"""The bill of materials of an image: its Python, Debian and Go parts."""

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from cluster.programs import CYCLONEDX, Builder
from cluster.settings import load_settings
from cluster.shell import Shell
from tools.program import output
from tools.sbom.content import ImageContent, package_database
from tools.sbom.debian import OF_THE_BASE, STATUS, packages_of
from tools.sbom.licences import expression_of

SCHEMA = SchemaVersion.V1_6
# Go's own library comes without a file that the generator reads.
_KNOWN = {"skops": "MIT", "std": "BSD-3-Clause"}
_FACTORY = LicenseFactory()


def bill_of_materials(name: str, content: ImageContent) -> Bom:
    """The components of an image, each with one licence where it is known."""
    bom = Bom()
    bom.metadata.component = Component(
        type=ComponentType.CONTAINER,
        name=f"modelbench/{name}",
        version=content.version,
        licenses=[_FACTORY.make_from_string("Apache-2.0")],
        bom_ref="image",
    )
    bom.components.update(_python(content), _debian(content), _go(content))
    for component in bom.components:
        expression = expression_of(component) or _KNOWN.get(component.name)
        component.licenses = [_FACTORY.make_from_string(expression)] if expression else []
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def checked_json(bom: Bom) -> str:
    """The document. ValueError when CycloneDX's own schema does not allow it."""
    text = make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(indent=2)
    error = JsonStrictValidator(SCHEMA).validate_str(text)
    if error is not None:
        raise ValueError(f"not a CycloneDX document: {error}")
    return text


def _python(content: ImageContent) -> Iterable[Component]:
    """What the image's folder of packages has, as cyclonedx-py sees an interpreter's packages."""
    with tempfile.TemporaryDirectory() as folder:
        interpreter = Path(folder) / "python"
        interpreter.write_text(
            f'#!/bin/sh\nPYTHONPATH={content.packages} exec {sys.executable} -S "$@"\n'
        )
        interpreter.chmod(0o755)
        program = Path(sys.executable).with_name("cyclonedx-py")
        flags = ["-S", "--output-format=JSON", "--no-validate"]
        return _components(output(program, "environment", *flags, interpreter))


def _debian(content: ImageContent) -> Iterable[Component]:
    with package_database(content.base) as database:
        found = packages_of(content.files, database)
    # A whole distribution, with its shell and package manager, is the base's to licence.
    otherwise = [_FACTORY.make_with_name(OF_THE_BASE)] if STATUS in content.files else []
    for package in found:
        yield Component(
            type=ComponentType.LIBRARY,
            name=package.name,
            version=package.version,
            licenses=(
                [_FACTORY.make_from_string(package.licence)] if package.licence else otherwise
            ),
            purl=PackageURL(
                "deb", "debian", package.name, package.version, {"arch": package.architecture}
            ),
        )


def _go(content: ImageContent) -> Iterable[Component]:
    if content.program is None:
        return ()
    shell = Shell(load_settings())
    builder = Builder(shell, shell.run(["go", "env", "GOVERSION"]).strip())
    generator = builder.build(CYCLONEDX) / "cyclonedx-gomod"
    # Without a version of the program itself it finds no licence of any module.
    flags = ["-json", "-std", "-licenses", "-assert-licenses", f"-version=v{content.version}"]
    return _components(output(generator, "bin", *flags, content.program))


def _components(document: str) -> Iterable[Component]:
    """All but the root, for which the image stands."""
    bom: Bom = Bom.from_json(json.loads(document))  # type: ignore[attr-defined]
    return list(bom.components)
