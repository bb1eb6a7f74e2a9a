import pytest

from cluster.debian import find_mirror, mirrors
from cluster.settings import ClusterError

STANZAS = """\
# The mirror.
Types: deb deb-src
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/key.gpg

Types: deb
URIs: http://security.test/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.fixture
def apt(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "deb http://mirror.test/debian bookworm main",
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.test/debian bookworm main contrib",
        "deb\thttp://mirror.test/debian  bookworm\tmain",
    ],
)
def test_a_source_of_one_line_is_read(line):
    assert mirrors(f"# old\n{line}\n") == [("http://mirror.test/debian", ["bookworm"])]


@pytest.mark.parametrize("line", ["deb-src http://m.test bookworm main", "#deb http://m.test b m"])
def test_what_has_no_packages_is_no_mirror(line):
    assert mirrors(line) == []


def test_sources_in_stanzas_are_read():
    assert mirrors(STANZAS) == [
        ("http://mirror.test/debian", ["bookworm", "bookworm-updates"]),
        ("http://security.test/debian-security", ["bookworm-security"]),
    ]


def test_a_stanza_that_is_switched_off_is_no_mirror():
    text = STANZAS.replace("Types: deb deb-src", "Enabled: no\nTypes: deb")
    assert [address for address, _ in mirrors(text)] == ["http://security.test/debian-security"]


def test_the_mirror_of_the_suite_is_found_in_either_file(apt):
    (apt / "sources.list.d" / "debian.sources").write_text(STANZAS)
    assert find_mirror("bookworm", apt) == "http://mirror.test/debian"
    (apt / "sources.list").write_text("deb http://first.test/debian trixie main\n")
    assert find_mirror("trixie", apt) == "http://first.test/debian"


def test_another_publisher_for_the_same_suite_is_not_taken_for_debian(apt):
    other = "deb http://another.test/apt bookworm main\n"
    (apt / "sources.list.d" / "another.list").write_text(other)
    (apt / "sources.list.d" / "debian.sources").write_text(STANZAS)
    assert find_mirror("bookworm", apt) == "http://mirror.test/debian"


def test_files_that_apt_does_not_read_are_left_out(apt):
    (apt / "sources.list.d" / "debian.sources.disabled").write_text(STANZAS)
    with pytest.raises(ClusterError):
        find_mirror("bookworm", apt)


def test_a_file_that_lists_the_mirrors_is_looked_into(apt):
    (apt / "mirrors.list").write_text("# nearest\nhttps://near.test/debian\tpriority:1\n")
    line = f"deb mirror+file:{apt}/mirrors.list bookworm main\n"
    (apt / "sources.list").write_text(line)
    assert find_mirror("bookworm", apt) == "https://near.test/debian"


def test_a_machine_without_the_suite_is_told_both_cures(apt):
    with pytest.raises(ClusterError, match=r"'deb MIRROR bookworm main'.*CLUSTER_SOURCE=upstream"):
        find_mirror("bookworm", apt)
