import pytest
from modelbench.pods.durations import duration_nanoseconds

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("15s", 15 * SECOND),
        ("10.084s", 10_084_000_000),
        ("1m2.5s", 62_500_000_000),
        ("1h0m3s", 3603 * SECOND),
        ("500ms", SECOND // 2),
        ("12\u00b5s", 12_000),
        ("12us", 12_000),
        ("7ns", 7),
        ("0s", 0),
    ],
)
def test_a_duration_is_read_as_go_writes_it(text, nanoseconds):
    assert duration_nanoseconds(text) == nanoseconds


@pytest.mark.parametrize("text", ["", "15", "s", "15 s", "1.s", "-1s", "15s later", "1d"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="not a duration"):
        duration_nanoseconds(text)
