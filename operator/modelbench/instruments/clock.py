"""The runner's one clock: monotonic, anchored once to the time of day."""

import time


class Clock:
    """Nanoseconds since the Unix epoch that never jump, whatever happens to the system's clock."""

    def __init__(self) -> None:
        self._anchor = time.time_ns() - time.monotonic_ns()

    def now_nanoseconds(self) -> int:
        """The present instant."""
        return self._anchor + time.monotonic_ns()

    def sleep_until(self, nanoseconds: int) -> None:
        """Return as close after an instant as the system can."""
        remaining = nanoseconds - self.now_nanoseconds()
        if remaining > 0:
            time.sleep(remaining / 1e9)
