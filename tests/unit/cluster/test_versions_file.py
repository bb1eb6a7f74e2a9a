import pytest

from cluster.settings import REPOSITORY, ClusterError, parse_versions


def test_comments_and_empty_lines_are_left_out():
    assert parse_versions("# pinned\n\nA=1\n  B=x:y@z=w  \n") == {"A": "1", "B": "x:y@z=w"}


@pytest.mark.parametrize("line", ["A", "A=", "=1", "A B=1", "export A=1"])
def test_a_line_that_sets_nothing_is_named_by_its_number(line):
    with pytest.raises(ClusterError, match=r"versions\.env line 3 .*" + line):
        parse_versions(f"# pinned\nGOOD=1\n{line}\n")


def test_a_key_is_set_only_once():
    with pytest.raises(ClusterError, match="line 2 sets A a second time"):
        parse_versions("A=1\nA=2\n")


def test_the_repositorys_own_file_is_read():
    versions = parse_versions((REPOSITORY / "versions.env").read_text())
    assert versions["KUBERNETES_VERSION"].startswith("1.")
