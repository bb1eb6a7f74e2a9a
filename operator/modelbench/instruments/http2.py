"""Servers that speak HTTP/2 alone, as those of gRPC do, told by what they send."""

import socket

# RFC 9113, sections 4.1, 6.5 and 6.8.
_FRAME_HEAD_BYTES = 9
_SETTINGS, _GO_AWAY = 0x04, 0x07

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, _SETTINGS, 0, 0, 0, 0, 0])
"""RFC 9113, section 3.4: what a client begins with, and an empty SETTINGS frame."""

SPEAKS_HTTP2 = "the server only speaks HTTP/2 (as gRPC does), and requests are sent over HTTP/1.1"

IN_WORDS_OF_A_PROXY = 'malformed HTTP response "\\x00\\x00'
"""How Go's HTTP client, which is queue-proxy's, quotes such a frame."""


def is_http2(begin: bytes) -> bool:
    """Whether a response begins with the first frame of a server (RFC 9113, sections 4.1, 6.5)."""
    return len(begin) > 3 and begin[:2] == b"\0\0" and begin[3] in (_SETTINGS, _GO_AWAY)


def speaks_http2(address: str, port: int, timeout_seconds: float) -> bool:
    """Whether a server answers the beginning of HTTP/2 with a frame; some are silent until then."""
    try:
        with socket.create_connection((address, port), timeout_seconds) as connection:
            connection.sendall(_PREFACE)
            return is_http2(connection.recv(_FRAME_HEAD_BYTES))
    except OSError:
        return False
