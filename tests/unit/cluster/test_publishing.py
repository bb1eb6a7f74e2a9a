import pytest

from cluster.cache import publish, remove_leftovers, workspace, write_atomically


def make(folder):
    (folder / "program").write_text("built")


def forbidden(folder):
    raise AssertionError("built a second time")


def test_a_build_is_there_as_a_whole(tmp_path):
    assert publish(tmp_path / "builds" / "part-1", make) == tmp_path / "builds" / "part-1"
    assert [path.name for path in (tmp_path / "builds").rglob("*")] == ["part-1", "program"]


def test_a_build_that_is_there_is_not_made_again(tmp_path):
    publish(tmp_path / "part-1", make)
    publish(tmp_path / "part-1", forbidden)
    assert (tmp_path / "part-1" / "program").read_text() == "built"


def test_of_two_that_build_it_at_once_the_first_to_end_publishes(tmp_path):
    def overtaken(folder):
        (folder / "program").write_text("late")
        publish(tmp_path / "part-1", make)

    assert publish(tmp_path / "part-1", overtaken) == tmp_path / "part-1"
    assert (tmp_path / "part-1" / "program").read_text() == "built"
    assert [path.name for path in tmp_path.iterdir()] == ["part-1"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, SystemExit])
def test_a_build_that_fails_leaves_nothing(tmp_path, error):
    def fail(folder):
        make(folder)
        raise error

    with pytest.raises(error):
        publish(tmp_path / "part-1", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_build_is_readable_for_others(tmp_path):
    publish(tmp_path / "part-1", make)
    assert (tmp_path / "part-1").stat().st_mode & 0o777 == 0o755


def test_what_a_killed_call_left_is_removed_and_builds_stay(tmp_path):
    publish(tmp_path / "part-1", make)
    (tmp_path / ".part-2-x1y2").mkdir()
    make(tmp_path / ".part-2-x1y2")
    (tmp_path / ".images-1.tar").write_text("half of it")
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["part-1"]


def test_a_workspace_of_a_killed_call_is_a_leftover(tmp_path):
    with workspace(tmp_path / "builds", "context") as folder:
        make(folder)
        remove_leftovers(tmp_path / "builds")
        assert not folder.exists()


def test_removing_leftovers_needs_no_earlier_call(tmp_path):
    remove_leftovers(tmp_path / "builds")
    assert not (tmp_path / "builds").exists()


def test_a_file_is_replaced_at_once_and_has_its_mode(tmp_path):
    path = tmp_path / "bin" / "tool"
    write_atomically(path, "old")
    write_atomically(path, "new", mode=0o755)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o755)
    assert list(path.parent.iterdir()) == [path]
