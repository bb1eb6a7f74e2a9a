"""A server that streams tokens at planted instants, and a proxy before it that holds them back."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = b'data: {"choices":[{"delta":{"content":"token"}}]}\n\n'
ROLE = b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n'
DONE = b"data: [DONE]\n\n"


@contextmanager
def streaming(tokens=20, first_seconds=0.1, gap_seconds=0.005, endless=False):
    """Serve on a port of loopback, which is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            begun = time.monotonic()
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            with suppress(OSError):
                self._chunk(ROLE)
                self._tokens(begun + first_seconds)

        def _tokens(self, due):
            number = 0
            while endless or number < tokens:
                time.sleep(max(0.0, due + number * gap_seconds - time.monotonic()))
                self._chunk(TOKEN)
                number += 1
            self._chunk(DONE)
            self.wfile.write(b"0\r\n\r\n")

        def _chunk(self, data):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.socket.close()


@contextmanager
def holding_back(port, size=4096):
    """Pass on what a server says once there are so many bytes of it, or it has ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept():
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(
                    target=_pass_on, args=(connection, port, size), daemon=True
                ).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def _pass_on(connection, port, size):
    with suppress(OSError), connection, socket.create_connection(("127.0.0.1", port)) as upstream:
        upstream.sendall(connection.recv(65536))
        held = b""
        while data := upstream.recv(65536):
            held += data
            if len(held) >= size:
                connection.sendall(held)
                held = b""
            if held.endswith(b"0\r\n\r\n"):
                break
        connection.sendall(held)
