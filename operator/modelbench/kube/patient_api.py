"""A client that waits for an API server which is away, for those who cannot do without its answer.

Lists and watches are not among its requests: who needs those asks again by itself.
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from kubernetes import client

from modelbench.kube.client import ApiError, Document, KubernetesApi

Result = TypeVar("Result")

PATIENCE_SECONDS = 900
"""A control plane that is upgraded, or whose node is started again, is back within ten minutes."""

_RIGHTS_SECONDS = 120
"""Roles that are applied again, and an API server that has just begun, refuse for a minute."""

_MOST_SECONDS = PATIENCE_SECONDS + 2 * _RIGHTS_SECONDS
"""For all that is borne in a row: away, and without rights before and after."""

_MOST_PAUSE_SECONDS = 15.0
"""Often enough that a run goes on soon after the API server is back."""

# No response, a conflict, or codes with which an API server or a proxy before it asks for patience.
_AWAY = (0, 409, 429, 500, 502, 503, 504)
_NO_RIGHTS = (401, 403)
_FOR_EVER = "request is too large"
"""etcd's words in a 500 that no repetition helps."""

logger = logging.getLogger(__name__)


class PatientApi(KubernetesApi):
    """Bears failures of the API server that pass by themselves, where it is asked for one object.

    ``merge_once`` is for what is timed: a retry would be part of the time.
    """

    def __init__(self, api_client: client.ApiClient | None = None) -> None:
        super().__init__(api_client or _without_retries())

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Document | None:
        """As of :class:`KubernetesApi`, after some minutes if need be."""
        ask = super().get
        return patiently(lambda: ask(path, query), bearable_seconds)

    def merge(self, path: str, patch: Document) -> Document:
        """As of :class:`KubernetesApi`, after some minutes if need be."""
        return patiently(lambda: self.merge_once(path, patch), bearable_seconds)

    def merge_once(self, path: str, patch: Document) -> Document:
        """Apply a JSON merge patch, or raise ApiError at the first failure."""
        return super().merge(path, patch)


def bearable_seconds(error: Exception) -> int:
    """For how long a failure of the API server may go on; 0 when it does not pass by itself."""
    if not isinstance(error, ApiError) or _FOR_EVER in error.message:
        return 0
    if error.status in _NO_RIGHTS:
        return _RIGHTS_SECONDS
    return PATIENCE_SECONDS if error.status in _AWAY else 0


def until_made_again(error: Exception) -> int:
    """For how long an object may be missing that the operator makes again; 0 of other errors."""
    missing = isinstance(error, ApiError) and error.status == 404
    return PATIENCE_SECONDS if missing else 0


def patiently(attempt: Callable[[], Result], bearable: Callable[[Exception], int]) -> Result:
    """What ``attempt`` gives, tried again with growing pauses while its errors are bearable.

    ``bearable`` tells for how many seconds since the first failure in a row of that measure: an
    API server that has been away for long refuses at first when it is back. The last error is
    raised.
    """
    began = since = time.monotonic()
    pause, bound = 1.0, 0
    while True:
        try:
            return attempt()
        except Exception as error:
            before, bound = bound, bearable(error)
            if bound != before:
                since = time.monotonic()
            over = time.monotonic() + pause
            if over - since > bound or over - began > _MOST_SECONDS:
                raise
            logger.warning("Tried again in %.0f s: %s", pause, error)
        time.sleep(pause)
        pause = min(2 * pause, _MOST_PAUSE_SECONDS)


def _without_retries() -> client.ApiClient:
    """A client whose transport repeats nothing by itself, which no time would show."""
    configuration = client.Configuration.get_default_copy()
    configuration.retries = 0
    return client.ApiClient(configuration)
