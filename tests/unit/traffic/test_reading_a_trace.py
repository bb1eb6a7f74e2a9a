"""A trace is read from text; whatever is wrong is told by line and field."""

import pytest
from modelbench.api.trace_text import parse_trace
from modelbench.api.values import FormatError


def test_timestamps_are_exact_and_in_any_order():
    found = parse_trace("timestamp\n1700000010.250\n1700000000\n1700000004\n")
    assert found.instants == (0.0, 4.0, 10.25)
    assert found.interval_seconds is None


def test_the_form_of_a_timestamp_makes_no_difference():
    found = parse_trace("2026-01-31T08:00:00Z\n2026-01-31T09:00:01.5+01:00\n2026-01-31 08:00:04")
    assert found == parse_trace("0\n1.5\n4\n")


def test_without_a_duration_a_mean_gap_follows_the_last_request():
    found = parse_trace("0\n10\n30\n")
    assert found.period_seconds == 45
    assert found.rate == pytest.approx(1 / 15)


def test_a_duration_keeps_the_quiet_time_after_the_last_request():
    assert parse_trace("0\n10\n", duration_seconds=86400).period_seconds == 86400
    quiet = parse_trace("0,5\n60,1\n", duration_seconds=300)
    assert quiet.counts == (5, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "text",
    ["time,requests\n0,3\n60,0\n120,7\n", "0,3\n60,0\n120,7\n", '"0","3"\r\n60,0\n120,7.0\n'],
)
def test_counts_with_timestamps_tell_their_interval(text):
    found = parse_trace(text)
    assert (found.counts, found.interval_seconds) == ((3, 0, 7), 60)


def test_intervals_that_lack_had_no_request():
    assert parse_trace("0,3\n60,1\n240,7\n").counts == (3, 1, 0, 0, 7)


def test_counts_alone_need_an_interval():
    assert parse_trace("3\n0\n7\n", interval_seconds=60).counts == (3, 0, 7)
    assert parse_trace("count\n3\n0\n7\n", interval_seconds=60).period_seconds == 180
    with pytest.raises(FormatError, match="column count without timestamps needs intervalSeconds"):
        parse_trace("count\n3\n")


@pytest.mark.parametrize(
    ("text", "settings", "words"),
    [
        ("", {}, "has no lines"),
        ("# nothing\n\ntimestamp\n", {}, "has no lines"),
        ("0\n\nyesterday\n", {}, "line 3: timestamp yesterday is neither seconds nor a time"),
        ("1700000000000\n1700000001000\n", {}, "looks like milliseconds, so divide it by 1,000"),
        ("1700000000000000\n", {}, "looks like microseconds, so divide it by 1,000,000"),
        ("1700000000000000000\n", {}, "line 1: timestamp 1700000000000000000 is too large"),
        ("timestamp;count\n0;1\n", {}, "line 2: semicolons divide its columns: expected commas"),
        ("timestamp\tcount\n0\t1\n", {}, "line 2: tabs divide its columns"),
        ("Time (UTC),hits\n0,1\n", {}, "line 1: column time (utc): expected timestamp or time"),
        ("0,1\n60,1.5\n", {}, "line 2: count 1.5 is not a whole number"),
        ("0,1\n60,-1\n", {}, "line 2: count -1 is not"),
        ("0,1\n60,\n", {}, "line 2: count  is not"),
        ("0,1\n60\n", {}, "line 2: it has 1 columns, the first has 2"),
        ("a,b,c\n", {}, "has no lines"),
        ("1,2,3\n", {}, "line 1: it has 3 columns"),
        ("moment\n1\n", {}, "line 1: column moment: expected timestamp"),
        ("timestamp,size\n0,1\n", {}, "line 1: column size: expected count"),
        ("0,1\n60,1\n60,1\n", {}, "line 3: timestamp 60: it must be later than that of the line"),
        ("120,1\n60,1\n0,1\n", {}, "line 2: timestamp 60: it must be later"),
        ("0,1\n60,1\n90,1\n", {"interval_seconds": 60}, "line 3: timestamp 90: it must follow"),
        ("0,1\n1,1\n100000,1\n", {}, "line 3: it has 100,001 intervals, of which 50,000"),
        ("0,1\n", {}, "line 1: a single line needs intervalSeconds"),
        ("0\n0\n", {"interval_seconds": 60}, "has no requests"),
        ("5\n5\n", {}, "all timestamps are the same"),
        ("0\n10\n", {"duration_seconds": 9}, "durationSeconds 9 is shorter than what was recorded"),
        ("0,1\n60,1\n", {"duration_seconds": 150}, "not a whole number of intervals of 60 s"),
        ("timestamp\n0\n9\n", {"interval_seconds": 60}, "requests have no intervalSeconds"),
        ("0\n0.5\n", {"duration_seconds": None}, None),
        ("0\n100000000\n", {}, "a trace lasts from 1 s to 366 days"),
        ("1\n" * 50_001, {"interval_seconds": 1}, "more than 50,000 lines"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, settings, words):
    if words is None:
        assert parse_trace(text, **settings).period_seconds == 1
        return
    with pytest.raises(FormatError) as error:
        parse_trace(text, **settings)
    assert words in str(error.value)
