"""gunicorn's settings. It takes the port from PORT by itself."""

import os
import signal

# As process 1 it would not end on SIGTERM before gunicorn listens to it, after the imports.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))

# Loaded once, before the port opens, by the process that the container starts.
preload_app = True
workers = 1
threads = 8
# Idle connections are kept longer than a proxy before us keeps its own.
keepalive = 75
# For what has been begun when it is told to stop; an answer takes milliseconds.
graceful_timeout = 5
# It writes nowhere else: the root may be read-only.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
loglevel = "warning"
