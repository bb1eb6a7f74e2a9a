"""A model service as it is often written first: scikit-learn, and a model loaded at the start.

It answers as the sample does, ``{"features": [5.1, 3.5, 1.4, 0.2]}`` gets ``{"prediction": [0]}``,
and listens when all is loaded.
"""

import json
import os
import signal
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# As process 1 it would not end on SIGTERM, not even while the slow imports go on.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

import joblib  # noqa: E402
import numpy  # noqa: E402
import sklearn.ensemble  # noqa: E402, F401  what the model needs

MODEL_FILE = Path(__file__).with_name("model.joblib")


def process_started_at() -> float:
    """When the kernel started this process, in Unix seconds to 10 ms."""
    fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    since_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + since_boot


class Handler(BaseHTTPRequestHandler):
    """``POST`` predicts, ``GET`` says that the model is loaded."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # Head and body in one packet.
    model: Any
    timing = ""

    def do_GET(self) -> None:
        self._answer(200, {"status": "ready"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            rows = numpy.atleast_2d(json.loads(body)["features"])
            prediction = self.model.predict(rows).tolist()
        except (ValueError, KeyError, TypeError) as error:
            self._answer(400, {"error": str(error)})
        else:
            self._answer(200, {"prediction": prediction})

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Modelbench-Timing", self.timing)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    """Load, then listen."""
    started = time.time()
    Handler.model = joblib.load(MODEL_FILE)
    instants = {
        "process-started": process_started_at(),
        "model-load-started": started,
        "model-loaded": time.time(),
    }
    Handler.timing = ", ".join(f"{name}={value:.3f}" for name, value in instants.items())
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler).serve_forever()


if __name__ == "__main__":
    main()
