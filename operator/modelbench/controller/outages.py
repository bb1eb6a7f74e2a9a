"""Errors that tell of the API server as a whole, and nothing of what was asked of it."""

from urllib3.exceptions import SSLError

from modelbench.kube.client import ApiError

_NOT_NOW = (429, 502, 503, 504)
"""It asks to be left alone, or a proxy has no API server behind it."""


def is_outage(error: Exception) -> bool:
    """Whether the API server is away. One whose certificate is not trusted is there."""
    if not isinstance(error, ApiError):
        return False
    if error.status == 0:
        return not isinstance(getattr(error.__cause__, "reason", None), SSLError)
    return error.status in _NOT_NOW
