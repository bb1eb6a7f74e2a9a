"""docs/reference.md is what the CRD and the enums say, and it leaves nothing out."""

import yaml

from tools.reference import PAGE, render
from tools.schema_fields import sections_of, type_of


def test_the_page_is_what_the_crd_says():
    assert PAGE.read_text() == render(), "docs/reference.md is stale: run make reference"


def test_a_field_shows_its_bounds_its_default_and_whether_it_is_required():
    schema = yaml.safe_load("""
        type: object
        required: [name]
        properties:
          name: {type: string, minLength: 1, maxLength: 9, description: "A\\n name.", pattern: "^a"}
          count: {type: integer, minimum: 0, maximum: 5, default: 0}
          flag: {type: boolean, default: false}
          inner: {type: object, default: {}, properties: {path: {type: string, default: ""}}}
    """)
    [section, inner] = sections_of("spec", schema)
    assert [(f.name, f.type, f.default, f.description) for f in section.fields] == [
        ("name", "string, 1 to 9 characters", "**required**", "A name. Pattern: `^a`"),
        ("count", "integer, 0 to 5", "`0`", ""),
        ("flag", "boolean", "`false`", ""),
        ("inner", "object", "those of its fields", ""),
    ]
    assert section.fields[-1].section == inner.path == "spec.inner"
    assert [(f.name, f.default) for f in inner.fields] == [("path", '`""`')]


def test_a_rule_stands_at_the_field_that_it_is_about():
    schema = yaml.safe_load("""
        properties:
          items:
            type: array
            x-kubernetes-validations: [{rule: "self == oldSelf", message: items is immutable}]
            items:
              properties:
                port:
                  type: integer
                  x-kubernetes-validations: [{rule: "self != 1", message: not 1}]
    """)
    [_, items] = sections_of("spec", schema)
    assert [(rule.path, rule.message) for rule in items.rules] == [
        ("spec.items", "items is immutable"),
        ("spec.items[].port", "not 1"),
    ]


def test_parts_with_the_same_fields_are_told_once():
    part = {"properties": {"a": {"type": "integer"}}}
    first, second = sections_of("status", {"properties": {"one": part, "two": dict(part)}})[1:]
    assert (first.same_as, second.same_as, second.defaults) == ("", "status.one", True)


def test_parts_that_differ_only_in_their_defaults_are_told_once_too():
    first = {"properties": {"a": {"type": "integer", "default": 1}}}
    second = {"properties": {"a": {"type": "integer"}}}
    parts = sections_of("spec", {"properties": {"one": first, "two": second}})[1:]
    assert (parts[1].same_as, parts[1].defaults) == ("spec.one", False)


def test_lists_and_quantities_are_told_in_words():
    assert type_of(
        {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 3}
    ) == ("list of integers (at least 1), at most 3 items")
    assert type_of({"x-kubernetes-int-or-string": True}) == "quantity"
    assert type_of({"enum": ["A", "B"]}) == "one of `A`, `B`"
    assert type_of({"additionalProperties": {"type": "string"}}) == "map of strings"
