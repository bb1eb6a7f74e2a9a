"""A model that streams on a plan. Its source is the ``python3 -c`` of a test model's pod.

First content after FIRST_MS, then a chunk every GAP_MS; headers and a role come at once.
Each STALL_EVERY-th stream stalls once, and each PAUSE_EVERY-th request stops the server for a time.
HOLD_BYTES passes on nothing until so much is there, as a proxy that buffers. FAULT ends a stream
half-way by a fault, and BURN burns one core.
"""

import json
import os
import signal
import socket
import sys
import threading
import time


def setting(name: str, default: float) -> float:
    return float(os.environ.get(name, default))


FIRST, GAP = setting("FIRST_MS", 100) / 1e3, setting("GAP_MS", 5) / 1e3
TOKENS, USAGE = int(setting("TOKENS", 20)), int(setting("USAGE", 1))
STALL_EVERY, STALL = int(setting("STALL_EVERY", 0)), setting("STALL_MS", 400) / 1e3
PAUSE_EVERY, PAUSE = int(setting("PAUSE_EVERY", 0)), setting("PAUSE_MS", 2000) / 1e3
HOLD, FAULT = int(setting("HOLD_BYTES", 0)), os.environ.get("FAULT", "")
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
HEAD = OK + b"Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
PAUSED_UNTIL = [0.0]
LATE: list[float] = []


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(document):
    return chunk(b"data: %s\n\n" % json.dumps(document).encode())


def delta(**fields):
    choices = [{"index": 0, "delta": fields}]
    return event(
        {"id": "chatcmpl-" + 100 * "0", "object": "chat.completion.chunk", "choices": choices}
    )


class Held:
    """Passes everything on at once, or only whole blocks of so many bytes."""

    def __init__(self, connection):
        self.connection, self.kept = connection, b""

    def send(self, data):
        self.kept += data
        size = len(self.kept) // HOLD * HOLD if HOLD else len(self.kept)
        if size:
            self.connection.sendall(self.kept[:size])
            self.kept = self.kept[size:]

    def flush(self):
        self.connection.sendall(self.kept)


def until(due):
    time.sleep(max(0.0, due - time.monotonic()))
    time.sleep(max(0.0, PAUSED_UNTIL[0] - time.monotonic()))


def fail(out):
    if FAULT == "cut":
        out.send(b'ff\r\ndata: {"choices": [{"del')
    elif FAULT == "error":
        out.send(event({"error": {"message": "out of memory", "code": 500}}))
    elif FAULT == "large":
        out.send(event({"x": 10_000_000 * "y"}))
    while FAULT == "endless":
        out.send(delta(content="a"))
        time.sleep(0.02)


def stream(out, began, number):
    until(began)
    out.send(HEAD + delta(role="assistant"))
    due = began + FIRST
    for token in range(TOKENS):
        if STALL_EVERY and number % STALL_EVERY == 0 and token == TOKENS // 2:
            due += STALL
        until(due)
        LATE.append(time.monotonic() - due)
        out.send(delta(content="a"))
        due += GAP
        if FAULT and token == TOKENS // 2:
            return fail(out)
    usage = event({"choices": [], "usage": {"completion_tokens": TOKENS}}) if USAGE else b""
    out.send(usage + chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    return out.flush()


def answer(connection, accepted, numbers):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        try:
            data = connection.recv(65536)
            while data and b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            if data.startswith(b"POST"):
                number = next(numbers)
                if PAUSE_EVERY and number % PAUSE_EVERY == 0:
                    PAUSED_UNTIL[0] = time.monotonic() + PAUSE
                stream(Held(connection), accepted, number)
                if number % 250 == 0:
                    tell()
            elif data:
                connection.sendall(OK + b"Content-Length: 0\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except OSError:
            pass


def tell():
    """Log how late the server itself was, which is no fault of who measures it."""
    late, LATE[:] = sorted(LATE), []
    found = {share: late[len(late) * share // 100] * 1e3 for share in (50, 90, 99)}
    print("late by ms:", *(f"p{share} {value:.3f}" for share, value in found.items()), flush=True)


def serve():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    sys.setswitchinterval(0.0005)
    if setting("BURN", 0) and os.fork() == 0:
        while True:
            pass
    numbers = iter(range(1, 1 << 60))
    listener = socket.create_server(("", int(os.environ["PORT"])), backlog=1024)
    while True:
        connection, _ = listener.accept()
        arguments = (connection, time.monotonic(), numbers)
        threading.Thread(target=answer, args=arguments, daemon=True).start()


if __name__ == "__main__":
    serve()
