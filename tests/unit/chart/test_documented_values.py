import pytest

from tools.chart_values import DocumentedValue, documented_values


def test_a_value_has_its_path_its_default_and_its_comment():
    text = "# The file.\n\na:\n  # -- How\n  # much.\n  b: 1\n  # -- What.\n  c: {d: [x]}\n"
    assert documented_values(text) == [
        DocumentedValue("a.b", "1", "How much."),
        DocumentedValue("a.c", '{"d": ["x"]}', "What."),
    ]


def test_an_empty_line_of_a_comment_is_a_new_line():
    (value,) = documented_values("# -- One.\n#\n# Two.\na: true\n")
    assert value.meaning == "One. <br> Two."


@pytest.mark.parametrize("text", ["a:\n  b: 1\n", "a:\n  # plain\n  b: 1\n", "a:\n  b: {}\n"])
def test_a_value_without_a_comment_is_named(text):
    with pytest.raises(ValueError, match=r"a\.b has no comment"):
        documented_values(text)
