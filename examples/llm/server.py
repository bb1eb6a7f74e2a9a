"""Starts llama.cpp's own HTTP server, from its package, with SmolLM2-135M.

The server has the OpenAI protocol. ``GET /health`` answers 503 until the weights are loaded.
"""

import signal
import sys

import xllamacpp

WEIGHTS = "/weights/SmolLM2-135M-Instruct.Q4_1.gguf"
PORT = 8081
CONTEXT_TOKENS = 1024


def main() -> None:
    """Serve until the process is told to end."""
    # Process 1 is not ended by a signal that it does not handle.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    parameters = xllamacpp.CommonParams()
    parameters.model.path = WEIGHTS
    parameters.hostnames = ["0.0.0.0"]  # noqa: S104
    parameters.port = PORT
    parameters.n_ctx = CONTEXT_TOKENS
    server = xllamacpp.Server(parameters)
    print(f"listening on {server.listening_address}")
    signal.pause()


if __name__ == "__main__":
    main()
