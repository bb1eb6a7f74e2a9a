"""A model server that models nothing: it behaves as its environment says (``settings.py``).

Benchmarks of it have a known result, so it tests the instrument. The standard library only.
"""

import json
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from settings import InvalidSetting, Settings, read

CRASHED = 3
NO_CONTENT, NOT_MODIFIED, UNSUPPORTED_MEDIA_TYPE = 204, 304, 415
PNG = b"\x89PNG\r\n\x1a\n"
MEBIBYTE = 2**20


class Answers:
    """Chooses each answer's status, and knows what the timing header needs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._count = 0
        self._arrived = 0
        self._paused_until = 0.0
        self._started_at = process_started_at()
        self.model_load_started_at = time.time()
        self.model_loaded_at = self.model_load_started_at

    def wait_for_pause(self) -> None:
        """Begin a pause with every n-th request; all that come in it wait for its end."""
        every = self._settings.pause_every_requests
        with self._lock:
            self._arrived += 1
            if every is not None and self._arrived % every == 0:
                self._paused_until = time.monotonic() + self._settings.pause_seconds
            remaining = self._paused_until - time.monotonic()
        if remaining > 0:
            time.sleep(remaining)

    def next_status(self) -> int:
        """Of n answers the failed ones are floor(n x ratio), evenly spread."""
        with self._lock:
            failed_before = int(self._count * self._settings.failure_ratio + 1e-9)
            self._count += 1
            failed = int(self._count * self._settings.failure_ratio + 1e-9)
        return 500 if failed > failed_before else self._settings.status

    def timing(self, received_at: float) -> str:
        """The value of the Modelbench-Timing header."""
        instants = {
            "process-started": self._started_at,
            "model-load-started": self.model_load_started_at,
            "model-loaded": self.model_loaded_at,
            "request-received": received_at,
        }
        return ", ".join(f"{name}={at:.3f}" for name, at in instants.items())


class Handler(BaseHTTPRequestHandler):
    """Answers every path by every method."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Head and body in one packet: a second would wait 40 ms for the client's ACK.
    settings: Settings
    answers: Answers

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def answer(self) -> None:
        received_at = time.time()
        sent = self._read_body()
        self.answers.wait_for_pause()
        time.sleep(self.settings.service_time_seconds)
        status = self.answers.next_status()
        if self.settings.png_only and self.command != "GET" and not sent.startswith(PNG):
            status = UNSUPPORTED_MEDIA_TYPE
        body = json.dumps({"status": status, "method": self.command, "path": self.path}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status != NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        if self.settings.timing_header:
            self.send_header("Modelbench-Timing", self.answers.timing(received_at))
        self.end_headers()
        if self.command != "HEAD" and status not in (NO_CONTENT, NOT_MODIFIED):
            self.wfile.write(body)

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length") or "0"
        if length.isdigit() and "Transfer-Encoding" not in self.headers:
            return self.rfile.read(int(length))
        self.close_connection = True
        return b""

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Listens for IPv4, and for IPv6 where the machine has it."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, port: int, handler: type[Handler]) -> None:
        dual = socket.has_dualstack_ipv6()
        self.address_family = socket.AF_INET6 if dual else socket.AF_INET
        super().__init__(("", port), handler)

    def server_bind(self) -> None:
        """Without the look-up of the machine's name, which may ask a DNS server and wait."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)


def process_started_at() -> float:
    """When the kernel started this process, in Unix seconds to 10 ms."""
    fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    since_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot


def allocate(megabytes: int) -> mmap.mmap | None:
    """Memory whose every page was written to, so that it is resident."""
    if not megabytes:
        return None
    memory = mmap.mmap(-1, megabytes * MEBIBYTE)
    for page in range(0, len(memory), mmap.PAGESIZE):
        memory[page] = 1
    return memory


def serve(settings: Settings) -> None:
    """Start as told, then answer until a signal or EXIT_AFTER_SECONDS."""
    if settings.crash_at_start:
        print("CRASH_AT_START is 1: crashing, as asked", file=sys.stderr)
        sys.exit(CRASHED)
    answers = Answers(settings)
    held = allocate(settings.memory_megabytes)
    time.sleep(settings.startup_delay_seconds)
    answers.model_loaded_at = time.time()
    Handler.settings, Handler.answers = settings, answers
    server = Server(settings.port, Handler)
    if settings.exit_after_seconds is not None:
        Timer(settings.exit_after_seconds, _exit_as_asked).start()
    server.serve_forever()
    del held


def _exit_as_asked() -> None:
    print("EXIT_AFTER_SECONDS is over: exiting, as asked", file=sys.stderr, flush=True)
    os._exit(CRASHED)


def main() -> None:
    """Run as a program: exit 0 on SIGTERM, 2 when a setting is bad or the port cannot be had."""
    try:
        settings = read(os.environ)
    except InvalidSetting as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    # As process 1 it has no default actions.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    on_sigterm = signal.SIG_IGN if settings.ignore_sigterm else lambda *_: os._exit(0)
    signal.signal(signal.SIGTERM, on_sigterm)
    try:
        serve(settings)
    except OSError as error:
        print(f"cannot listen on port {settings.port}: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
