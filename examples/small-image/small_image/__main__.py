"""Starts the server: ``python3 -m small_image``.

SIGTERM is heard and the port is open before the slow imports: as process 1 nothing else would end
this program, and who asks early is answered as soon as the model is loaded.
"""

import gc
import os
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
gc.disable()  # What is imported stays; looking for garbage in it only delays the start.

from small_image.listener import open_listener  # noqa: E402

try:
    listener = open_listener()
except (ValueError, OSError) as error:
    sys.exit(f"cannot listen: {error}")

from small_image.server import serve  # noqa: E402

serve(listener)
