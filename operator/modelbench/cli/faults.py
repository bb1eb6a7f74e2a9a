"""Refusals of the API server as sentences for people, with the exit code that belongs to them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click

from modelbench.display.texts import one_line, printable
from modelbench.kube.client import ApiError

_NOT_INSTALLED = (
    "the cluster has no ModelBenchmark resource: install ModelBench first, "
    "with `modelbench install | kubectl apply --server-side -f -` or its Helm chart"
)
_NO_SUCH_RESOURCE = ("page not found", "could not find the requested resource")
_NO_NAMESPACE = re.compile(r'namespaces "([^"]+)" not found')
# Codes with which the API server refuses what it was sent, and not who sends it.
_REJECTIONS = (400, 404, 409, 413, 422)
# The API server answers with 500 to an unknown field, or one of another type, in an apply.
_WRONG_FIELD = "failed to create typed patch object"


class BadInput(click.ClickException):
    """What the user gave cannot be used; ends with 2, as click's own usage errors."""

    exit_code = 2

    def format_message(self) -> str:
        """One line, whatever the input has."""
        return one_line(self.message)


class Unreachable(click.ClickException):
    """No answer came from the API server; it may come later."""


@contextmanager
def explained(server: str, what: str | None = None) -> Iterator[None]:
    """Turn an ApiError into a ClickException.

    ``what`` names an object that is about to be written: its rejection is BadInput.
    """
    try:
        yield
    except ApiError as error:
        raise _explanation(error, server, what) from error


def _explanation(error: ApiError, server: str, what: str | None) -> click.ClickException:
    message = printable(error.message)
    if _lacks_resource(error):
        return click.ClickException(_NOT_INSTALLED)
    absent = _NO_NAMESPACE.search(message)
    if what is not None and absent:
        hint = f"kubectl create namespace {absent[1]}"
        return BadInput(f"{what} is rejected: {message}. Create it: {hint}")
    if what is not None and (error.status in _REJECTIONS or _WRONG_FIELD in message):
        return BadInput(f"{what} is rejected: {message}")
    if error.status == 0 or error.status >= 500:
        reason = getattr(error.__cause__, "reason", message)
        return Unreachable(f"no response from the cluster at {server}: {reason}")
    if error.status in (401, 403):
        return click.ClickException(f"the cluster does not allow it: {message}")
    return click.ClickException(f"the cluster rejects it: {message}")


def _lacks_resource(error: ApiError) -> bool:
    return error.status == 404 and any(words in error.message for words in _NO_SUCH_RESOURCE)
