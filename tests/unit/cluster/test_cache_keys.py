import pytest

from cluster.cache import key_of


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "context" / "inner").mkdir(parents=True)
    (tmp_path / "context" / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "context" / "inner" / "run.sh").write_text("true\n")
    return tmp_path / "context"


def test_a_key_depends_on_nothing_but_its_inputs(folder, tmp_path):
    key = key_of(folder, "flags", ["a", "b"])
    copy = tmp_path / "elsewhere"
    folder.rename(copy)
    assert key_of(copy, "flags", ["a", "b"]) == key


def test_a_key_is_the_same_in_every_release_of_this_repository():
    # Another algorithm would build everything anew for every user.
    assert key_of("text", ["item"]) == "e41455ecea87"


def test_a_files_content_changes_the_key(folder):
    key = key_of(folder)
    (folder / "Dockerfile").write_text("FROM other\n")
    assert key_of(folder) != key


def test_a_files_name_changes_the_key(folder):
    key = key_of(folder)
    (folder / "inner" / "run.sh").rename(folder / "inner" / "start.sh")
    assert key_of(folder) != key


def test_a_file_that_becomes_executable_changes_the_key(folder):
    key = key_of(folder)
    (folder / "inner" / "run.sh").chmod(0o755)
    assert key_of(folder) != key


def test_a_new_file_changes_the_key(folder):
    key = key_of(folder)
    (folder / "inner" / "more").write_text("")
    assert key_of(folder) != key


@pytest.mark.parametrize("name", ["__pycache__", "wheels", ".ruff_cache"])
def test_what_tools_leave_in_a_folder_is_no_input(folder, name):
    key = key_of(folder)
    (folder / "inner" / name).mkdir()
    (folder / "inner" / name / "file").write_text("left")
    assert key_of(folder) == key


def test_inputs_are_told_apart_by_where_they_end():
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of(["ab"]) != key_of(["a", "b"])


def test_a_single_file_counts_with_name_and_content(tmp_path):
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text("same")
    two.write_text("same")
    assert key_of(one) != key_of(two)
