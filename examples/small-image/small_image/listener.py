"""The listening socket. It opens before the slow imports, so that who asks early waits, not fails.

A probe or a request that is refused is repeated after the caller's period, a kubelet's after a
second; one that waits in the socket's queue is answered as soon as the application is loaded.
"""

import os
import socket
from collections.abc import Mapping

BACKLOG = 1024


def open_listener() -> socket.socket:
    """Listen on the port that the environment names.

    ValueError when PORT is not a port number, OSError when the port cannot be had.
    """
    return listen(port_of(os.environ))


def port_of(environment: Mapping[str, str]) -> int:
    """The port to listen on: PORT, or 8080.

    ValueError when PORT is not a port number.
    """
    text = environment.get("PORT") or "8080"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def listen(port: int) -> socket.socket:
    """A listener for IPv4, and for IPv6 where the machine has it."""
    if socket.has_dualstack_ipv6():
        return socket.create_server(
            ("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=BACKLOG
        )
    return socket.create_server(("", port), backlog=BACKLOG)
