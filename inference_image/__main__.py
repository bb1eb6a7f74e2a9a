"""Starts the server: ``python3 -m inference_image``.

SIGTERM is heard before the slow imports: as process 1 nothing would end this program otherwise.
"""

import gc
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
gc.disable()  # What is imported stays; looking for garbage in it only delays the start.

from inference_image.server import main  # noqa: E402

main()
