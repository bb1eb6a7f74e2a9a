"""The generators of a run: the runner itself, or pods that obey who knows their token."""

import os

from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.instruments.context import Context
from modelbench.instruments.observer import is_ready
from modelbench.load.generator import Generator, LoadError, LocalGenerator
from modelbench.resources.generator_access import TOKEN_VARIABLE

_READY_SECONDS = 120
"""Their image is the runner's own, but another node may have to pull it first."""


class Generators:
    """``all`` is filled by ``wait``, since the pods' addresses are not known before."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._count = context.spec.load.generators
        self.all: list[Generator] = [LocalGenerator()] if self._count == 1 else []

    def wait(self) -> None:
        """Wait until every pod is ready and idle. BenchmarkError when one does not become so."""
        if self._count == 1:
            return
        observer = self._context.observer
        if not observer.wait_for(lambda: len(self._addresses()) >= self._count, _READY_SECONDS):
            message = f"{len(self._addresses())} of {self._count} generators became ready"
            raise BenchmarkError(Reason.LOAD_FAILED, f"{message} within {_READY_SECONDS} s")
        # A runner that sends all load itself starts without an HTTP server's modules.
        from modelbench.load.remote import RemoteGenerator

        addresses = self._addresses()[: self._count]
        token = os.environ[TOKEN_VARIABLE]
        self.all.extend(RemoteGenerator(address, token) for address in addresses)
        self._silence()

    def _silence(self) -> None:
        """End what a runner that was lost may have left, and what goes on."""
        try:
            for generator in self.all:
                generator.stop()
        except LoadError as error:
            raise BenchmarkError(Reason.LOAD_FAILED, str(error)) from error

    def _addresses(self) -> list[str]:
        pods = [pod.object for pod in self._context.observer.generators() if is_ready(pod)]
        return sorted(str(pod["status"]["podIP"]) for pod in pods)
