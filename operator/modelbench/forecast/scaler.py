"""What Knative's autoscaler decides: pkg/autoscaler/scaling/autoscaler.go, ``Scale``.

It looks at the mean of the requests under way over a stable and a panic window, in buckets of a
second. A window that began less than its length ago is averaged over what there is of it
(pkg/autoscaler/aggregation/bucketing.go), so that one request at a time makes a new service panic
where its target is below one. Each window begins anew when nothing was told for its own length, so
that the panic window does so long before the stable one.
"""

from bisect import bisect_right
from collections import deque
from math import ceil, floor, inf

from modelbench.forecast.workload import MOST_DOWN, MOST_UP, PANIC_THRESHOLD, Knative

_NOISE = 1e-6
"""Knative rounds its averages to six digits."""


class Load:
    """The integral of what the autoscaler looks at, as straight lines between its changes."""

    def __init__(self) -> None:
        self.first = self.panic_first = -inf
        self._instants: list[float] = [0.0]
        self._sums: list[float] = [0.0]
        self._height = 0.0

    def rise(self, instant: float, height: float) -> None:
        """From ``instant`` on the line climbs by ``height`` a second."""
        gone = instant - self._instants[-1]
        self._sums.append(self._sums[-1] + self._height * gone)
        self._instants.append(instant)
        self._height = height

    def jump(self, instant: float, height: float = 1.0) -> None:
        """So much more, at once: requests where they are counted by their rate."""
        self._sums.append(self._sums[-1] + height)
        self._instants.append(instant)

    def begin(self, instant: float) -> None:
        """Forget everything before."""
        self.first = floor(instant)
        self._instants, self._sums, self._height = [instant], [0.0], 0.0

    def begin_panic(self, instant: float) -> None:
        """Let the panic window alone forget everything before."""
        self.panic_first = floor(instant)

    def mean(self, now: float, window: float, first: float) -> float:
        """The mean over the whole seconds of a window that ends now and began at ``first``.

        The first request counts as one from the instant at which it comes: the activator tells so.
        """
        end = floor(now)
        begin = max(end - window, first)
        if end <= begin:
            return 1.0
        return max(0.0, self._until(end) - self._until(begin)) / (end - begin)

    def _until(self, instant: float) -> float:
        index = bisect_right(self._instants, instant) - 1
        if index < 0:
            return 0.0
        gone = instant - self._instants[index]
        if index + 1 == len(self._instants):
            return self._sums[index] + self._height * gone
        length = self._instants[index + 1] - self._instants[index]
        if not length:
            return self._sums[index]
        return self._sums[index] + (self._sums[index + 1] - self._sums[index]) * gone / length


class Scaler:
    """The state of one autoscaler between its decisions."""

    def __init__(self, settings: Knative) -> None:
        self._settings = settings
        self.panic_since: float | None = None
        self._most_in_panic = 0
        self._recent: deque[tuple[float, int]] = deque()

    def forget(self) -> None:
        """Start again, as with the first request after a long time without any."""
        self.panic_since, self._most_in_panic = None, 0
        self._recent.clear()

    def wanted(self, now: float, load: Load, ready: int) -> int:
        """How many pods it wants; 0 when nothing came within its windows."""
        settings = self._settings
        pods = max(1, ready)
        stable_mean = load.mean(now, settings.window, load.first)
        panic_mean = load.mean(now, settings.panic_window, load.panic_first)
        stable = ceil(stable_mean / settings.target - _NOISE)
        panic = ceil(panic_mean / settings.target - _NOISE)
        self._panic(now, panic / pods >= PANIC_THRESHOLD)
        found = self._bounded(stable, pods)
        if self.panic_since is not None:
            found = max(found, self._bounded(panic, pods), self._most_in_panic)
            self._most_in_panic = found
        return self._delayed(now, min(max(found, settings.min_scale), settings.max_scale))

    def _panic(self, now: float, is_over: bool) -> None:
        if is_over:
            self.panic_since = now
        elif self.panic_since is not None and self.panic_since + self._settings.window < now:
            self.panic_since, self._most_in_panic = None, 0

    def _bounded(self, wanted: int, pods: int) -> int:
        found = int(min(max(wanted, floor(pods / MOST_DOWN)), ceil(MOST_UP * pods)))
        if wanted > 0:
            found = max(found, self._settings.activation_scale)
        return found

    def _delayed(self, now: float, wanted: int) -> int:
        """The most that was wanted within the delay."""
        if not self._settings.delay:
            return wanted
        recent = self._recent
        while recent and recent[-1][1] <= wanted:
            recent.pop()
        recent.append((now, wanted))
        while recent[0][0] <= now - self._settings.delay:
            recent.popleft()
        return recent[0][1]
