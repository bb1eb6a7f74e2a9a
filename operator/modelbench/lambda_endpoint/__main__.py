"""Starts the endpoint, beside a Lambda runtime: ``python3 -c "import <this module>"``.

Its settings are environment variables (see ``modelbench.api.lambda_runtime``).

The Lambda runtime starts at the same time, and ends when it finds the runtime API closed. So this
is open before anything slow is imported: 15 ms after the start of the process, where ``-m`` and the
modules ``socket`` and ``signal`` would make it 45. The port for requests is bound at once too, but
refuses connections until the runtime has asked for its first invocation: an open port means that
the handler can be used.
"""

import os
from _signal import SIGTERM  # type: ignore[import-not-found]
from _signal import signal as handle
from _socket import SO_REUSEADDR, SOL_SOCKET
from _socket import socket as LowLevelSocket  # noqa: N812

from modelbench.api.lambda_runtime import (
    FUNCTION_NAME_VARIABLE,
    READINESS_PATH_VARIABLE,
    RUNTIME_API_VARIABLE,
    TIMEOUT_VARIABLE,
)

_BACKLOG = 512
"""So many requests wait while the runtime initializes: twice a generator's usual connections."""


def _bound(address: str, port: int) -> LowLevelSocket:
    listener = LowLevelSocket()
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    listener.bind((address, port))
    return listener


# As process 1 nothing else would end this program. The runtime, which waits for its next
# invocation, ends with the connection.
handle(SIGTERM, lambda *_: os._exit(0))

_runtime_api, _, _port = os.environ[RUNTIME_API_VARIABLE].rpartition(":")
low_level_runtime_listener = _bound(_runtime_api, int(_port))
low_level_runtime_listener.listen(_BACKLOG)
low_level_request_listener = _bound("", int(os.environ["PORT"]))

import socket  # noqa: E402
from threading import Thread  # noqa: E402

from modelbench.lambda_endpoint.invocations import Invocations  # noqa: E402
from modelbench.lambda_endpoint.servers import RequestServer, RuntimeServer  # noqa: E402

invocations = Invocations(float(os.environ[TIMEOUT_VARIABLE]))
runtime_listener = socket.socket(fileno=low_level_runtime_listener.detach())
runtime = RuntimeServer(runtime_listener, invocations, os.environ[FUNCTION_NAME_VARIABLE])
Thread(target=runtime.serve_forever, name="runtime API", daemon=True).start()
request_listener = socket.socket(fileno=low_level_request_listener.detach())
requests = RequestServer(
    request_listener, invocations, os.environ.get(READINESS_PATH_VARIABLE) or None
)
invocations.wait_until_asked()
request_listener.listen(_BACKLOG)
requests.serve_forever()
