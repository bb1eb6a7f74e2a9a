import json

import pytest

from cluster.node import loaded_identifiers


def line(name, digest):
    manifest = {"schemaVersion": 2, "config": {"digest": digest}, "layers": []}
    return f"{name} {json.dumps(manifest, separators=(',', ':'))}"


def test_each_image_has_the_id_of_its_configuration():
    listing = "\n".join([line("dev.local/a:1", "sha256:a"), line("dev.local/b:2", "sha256:b")])
    assert loaded_identifiers(listing) == {"dev.local/a:1": "sha256:a", "dev.local/b:2": "sha256:b"}


@pytest.mark.parametrize(
    "other",
    [
        "dev.local/x:1 ",
        "dev.local/x:1 {",
        "dev.local/x:1",
        '{"manifests":[]}',
        'dev.local/x:1 {"schemaVersion":2,"manifests":[{"digest":"sha256:c"}]}',
    ],
)
def test_what_has_no_readable_manifest_counts_as_not_loaded(other):
    listing = "\n".join([other, line("dev.local/b:2", "sha256:b")])
    assert loaded_identifiers(listing) == {"dev.local/b:2": "sha256:b"}


def test_an_empty_node_has_none():
    assert loaded_identifiers("") == {}
