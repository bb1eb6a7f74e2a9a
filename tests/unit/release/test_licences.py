import pytest
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component
from license_expression import ExpressionError

from tools.sbom.debian import packages_of
from tools.sbom.licence_list import licence_list
from tools.sbom.licences import expression_of, not_allowed

APACHE = "License :: OSI Approved :: Apache Software License"
FACTORY = LicenseFactory()


def component(*licences, name="part"):
    made = [FACTORY.make_from_string(text) for text in licences]
    return Component(name=name, version="1", licenses=made)


@pytest.mark.parametrize(
    ("told", "expression"),
    [
        (["MIT"], "MIT"),
        ([APACHE], "Apache-2.0"),
        (["ISC", "License :: OSI Approved :: BSD License"], "ISC"),
        (["PSF-2.0", "Python-2.0"], "PSF-2.0 AND Python-2.0"),
        (["MIT OR AFL-2.1"], "MIT OR AFL-2.1"),
        (["License :: Other/Proprietary License"], None),
        ([], None),
    ],
)
def test_a_component_has_one_expression_or_none(told, expression):
    assert expression_of(component(*told)) == expression


@pytest.mark.parametrize(
    ("expression", "foreign"),
    [
        ("Apache-2.0 AND MIT", []),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", []),
        ("GPL-3.0-or-later", ["GPL-3.0-or-later"]),
        ("MIT AND AGPL-3.0-only", ["AGPL-3.0-only"]),
        ("MIT OR AGPL-3.0-only", []),
    ],
)
def test_every_part_of_an_expression_must_be_allowed_or_one_alternative(expression, foreign):
    assert list(not_allowed(expression)) == foreign


def test_what_is_no_licence_is_refused():
    with pytest.raises(ExpressionError):
        not_allowed("as you like")


def test_a_debian_package_is_found_by_a_file_of_it_also_across_the_merged_folders(tmp_path):
    (tmp_path / "info").mkdir()
    (tmp_path / "info/zlib1g:amd64.list").write_text("/.\n/lib\n/lib/libz.so.1\n")
    (tmp_path / "info/perl.list").write_text("/usr/bin/perl\n")
    stanza = "Package: {}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2\n"
    (tmp_path / "status").write_text("\n".join(map(stanza.format, ("zlib1g", "perl"))))
    (found,) = packages_of(["usr/lib/libz.so.1", "etc/passwd"], tmp_path)
    assert (found.name, found.version, found.licence) == ("zlib1g", "1:2", "Zlib")


def test_a_part_of_two_images_has_one_row():
    bills = {name: Bom(components=[component("MIT", name="flask")]) for name in ("one", "two")}
    rows = [line for line in licence_list(bills).splitlines() if line.startswith("| flask")]
    assert rows == ["| flask | 1 | library | MIT | one, two |"]
