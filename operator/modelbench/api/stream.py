"""A response that is a stream: which of its chunks have content, and where tokens are counted."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from modelbench.api.values import Value


class StreamFormat(StrEnum):
    """How one chunk is told from the next."""

    SERVER_SENT_EVENTS = "ServerSentEvents"
    NEWLINE_DELIMITED_JSON = "NewlineDelimitedJSON"
    RAW_CHUNKS = "RawChunks"


class StreamProtocol(StrEnum):
    """A known API, whose format and paths need not be given."""

    OPENAI_CHAT = "OpenAIChat"
    OPENAI_COMPLETIONS = "OpenAICompletions"
    KSERVE_GENERATE_STREAM = "KServeGenerateStream"


@dataclass(frozen=True)
class ChunkRule:
    """How the chunks of a stream are read.

    A chunk whose ``content_path`` leads to text that is not empty has content; without a path every
    chunk has. ``usage_path`` leads to the number of all tokens so far. ``end`` is the data of the
    chunk that a whole stream must have at its end, None where it simply ends.
    """

    format: StreamFormat
    content_path: str | None = None
    usage_path: str | None = None
    end: str | None = None


_RULES = {
    StreamProtocol.OPENAI_CHAT: ChunkRule(
        StreamFormat.SERVER_SENT_EVENTS,
        "choices[0].delta.content",
        "usage.completion_tokens",
        "[DONE]",
    ),
    StreamProtocol.OPENAI_COMPLETIONS: ChunkRule(
        StreamFormat.SERVER_SENT_EVENTS, "choices[0].text", "usage.completion_tokens", "[DONE]"
    ),
    StreamProtocol.KSERVE_GENERATE_STREAM: ChunkRule(
        StreamFormat.SERVER_SENT_EVENTS, "text_output"
    ),
}


class Stream(Value, frozen=True):
    """``spec.model.request.stream``. Exactly one of ``protocol`` and ``format`` is given.

    A gap between two chunks with content that is longer than ``stall_milliseconds`` is a stall.
    """

    stall_milliseconds: int
    protocol: StreamProtocol | None = None
    format: StreamFormat | None = None
    content_json_path: str | None = msgspec.field(name="contentJSONPath", default=None)
    usage_tokens_json_path: str | None = msgspec.field(name="usageTokensJSONPath", default=None)

    @property
    def rule(self) -> ChunkRule:
        """How its chunks are read."""
        if self.protocol is not None:
            return _RULES[self.protocol]
        return ChunkRule(
            self.format or StreamFormat.RAW_CHUNKS,
            self.content_json_path,
            self.usage_tokens_json_path,
        )
