import pytest
from modelbench.api.stream import ChunkRule, Stream, StreamFormat
from modelbench.segments.stream_reader import StreamError, StreamReader, value_at

CHAT = Stream(200, protocol="OpenAIChat").rule
LINES = ChunkRule(StreamFormat.NEWLINE_DELIMITED_JSON, "text")
TOKEN = b'data: {"choices":[{"delta":{"content":"t"}}]}\n\n'
ROLE = b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\r\n\r\n'
DONE = b"data: [DONE]\n\n"


def read(rule, *parts):
    """The reader after these parts, each a nanosecond after the one before."""
    reader = StreamReader(rule)
    for number, part in enumerate(parts, 1):
        reader.feed(part, number)
    reader.end(len(parts))
    return reader


def test_a_chunk_without_text_is_no_first_token():
    reader = read(CHAT, b": comment\n\n", ROLE, TOKEN, TOKEN + DONE)
    assert (reader.first_nanoseconds, reader.chunks) == (3, 2)


def test_an_event_counts_from_the_instant_of_its_end():
    assert read(CHAT, TOKEN[:9], TOKEN[9:-1], b"\n" + DONE).first_nanoseconds == 3


def test_the_last_line_of_json_needs_no_end():
    assert read(LINES, b'{"text": ""}\n{"te', b'xt": "a"}').first_nanoseconds == 2


def test_raw_chunks_are_content_as_they_come():
    assert read(ChunkRule(StreamFormat.RAW_CHUNKS), b"a", b"b").chunks == 2


@pytest.mark.parametrize(
    ("parts", "failure"),
    [
        ([TOKEN, b'data: {"error": {"message": "no"}}\n\n', DONE], "error in the stream"),
        ([TOKEN, b"event: error\ndata: no\n\n"], "error in the stream"),
        ([TOKEN], "stream cut off"),
        ([TOKEN, DONE[:-1]], "stream cut off"),
        ([ROLE, DONE], "stream without content"),
        ([b"data: {nothing}\n\n"], "unreadable chunk"),
        ([b'data: {"logprob": NaN}\n\n'], "unreadable chunk"),
        ([b"data: " + b"[" * 100_000 + b"\n\n"], "unreadable chunk"),
        ([b"data: ", *[b"x" * (1 << 16)] * 160], "chunk too large"),
        ([b"data: xxxxxxxx\n" * 200_000], "chunk too large"),
        ([b"data:\n" * 1_100_000], "chunk too large"),
    ],
)
def test_what_is_wrong_with_a_stream_has_a_name(parts, failure):
    with pytest.raises(StreamError, match=failure):
        read(CHAT, *parts)


@pytest.mark.parametrize("document", [None, 7, [], {"a": None}, {"a": []}, {"a": [{"b": None}]}])
def test_a_path_that_leads_nowhere_finds_nothing(document):
    assert value_at(document, "a[0].b") is None


def test_text_that_is_not_utf_8_is_content_as_it_is_for_the_load_program():
    assert read(LINES, b'{"text": "caf\xe9"}\n').chunks == 1


def test_a_last_line_that_is_no_json_was_cut_off():
    with pytest.raises(StreamError, match="stream cut off"):
        read(LINES, b'{"text": "a"}\n{"te')
