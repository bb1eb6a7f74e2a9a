"""A model that behaves as badly as its environment says, in one argument of spec.command."""

import sys

from tests.chaos import faults

# Kept below the 4,096 characters of one argument.
SCRIPT = r"""
import gzip, os, socket, threading, time
MODE = os.environ["MODE"]
BOMB = gzip.compress(b"0" * (200 << 20), 1) if MODE == "bomb" else b""
ESC = b"\x1b[31mred\x1b[0m \x00nul \x07bell"
def head(status=200, more=b"", body=b"{}"):
    return b"HTTP/1.1 %d X\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status, more, len(body), body)
count = [0]
def serve(conn):
    conn.recv(65536)
    count[0] += 1
    send = conn.sendall
    if MODE == "endless":
        send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True: send(b"x" * 65536); time.sleep(0.001)
    if MODE == "loris":
        for byte in b"HTTP/1.1 200 OK\r\nA: " + b"x" * 10000: send(bytes([byte])); time.sleep(0.5)
    if MODE == "continue":
        while True: send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100); time.sleep(0.01)
    if MODE == "headers": send(head(more=b"A: " + b"x" * (10 << 20) + b"\r\n"))
    if MODE == "statuses": send(head(400 + count[0] % 33))
    if MODE == "huge":
        send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (1 << 30))
        for _ in range(1 << 14): send(b"x" * 65536)
    if MODE == "bomb": send(head(more=b"Content-Encoding: gzip\r\n", body=BOMB))
    if MODE == "nested": send(head(body=b"[" * (1 << 20)))
    if MODE == "control": print(ESC.decode(), flush=True); send(head(500, body=ESC * 50))
    conn.close()
def guarded(conn):
    try: serve(conn)
    except OSError: pass
server = socket.create_server(("", 8080), backlog=512)
while True: threading.Thread(target=guarded, args=[server.accept()[0]], daemon=True).start()
"""
MODES = (
    "endless", "loris", "continue", "headers", "statuses", "huge", "bomb", "nested", "control",
)  # fmt: skip


def create(benchmarks, mode):
    """A benchmark of such a model, in the operator's image, which has a Python."""
    request = {"path": "/predict", "body": "{}", "timeoutSeconds": 3, "expectedJSONPath": "$.a"}
    model = {
        "image": faults.operator_image(),
        "imagePullPolicy": "IfNotPresent",
        "command": ["python3", "-c", SCRIPT],
        "readinessPath": None,
        "request": request,
    }
    scenarios = {"steady": {"ratesPerSecond": [5], "rounds": 2, "durationSeconds": 3}}
    benchmarks.create(mode, env={"MODE": mode}, model=model, scenarios=scenarios)


if __name__ == "__main__":
    sys.stdout.write(SCRIPT)
