"""Where a generator may send: its benchmark's own Services, and nothing else."""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

_PORT = 80
"""The port of every Service of a variant, and of Knative's ingress within the cluster."""


class RefusedError(ValueError):
    """A plan sends to what is none of the benchmark's Services."""


class Targets:
    """The Services by their names in DNS, and whether the ingress tells them apart by the host.

    Where the ingress is reached by a name of its own, that name stands for the answer.

    Addresses are looked up once: what a name stands for does not change in a run.
    """

    def __init__(
        self,
        services: Mapping[str, bool | str],
        look_up: Callable[[str], frozenset[str]] | None = None,
    ) -> None:
        self._services = services
        self._look_up = look_up or addresses_of
        self._known: dict[str, frozenset[str]] = {}
        self._lock = threading.Lock()

    @staticmethod
    def read(text: str) -> "Targets":
        """Those of the environment variable. ValueError when it is none."""
        found = json.loads(text).items()
        return Targets(
            {str(name): told if isinstance(told, str) else bool(told) for name, told in found}
        )

    def prepare(self) -> None:
        """Look all names up, so that no attack waits for it."""
        for name, told in self._services.items():
            self._addresses(told if isinstance(told, str) else name)

    def check(self, plan: Mapping[str, Any]) -> None:
        """RefusedError when the plan sends elsewhere. KeyError or ValueError when it is no plan."""
        url, host = urlsplit(plan["url"]), str(plan["host"])
        own = url.scheme == "http" and (url.port or _PORT) == _PORT
        address = url.hostname or ""
        if not own or not any(self._is(name, host, address) for name in self._services):
            raise RefusedError(f"{address} is not an address of this benchmark's Services")

    def _is(self, name: str, host: str, address: str) -> bool:
        told = self._services[name]
        if told and host != name and not host.startswith(f"{name}."):
            return False
        return address in self._addresses(told if isinstance(told, str) else name)

    def _addresses(self, name: str) -> frozenset[str]:
        with self._lock:
            found = self._known.get(name) or self._look_up(name)
            self._known[name] = found
            return found


def addresses_of(name: str) -> frozenset[str]:
    """All addresses of a name; none while it is not known."""
    try:
        found = socket.getaddrinfo(name, _PORT, socket.AF_UNSPEC, socket.SOCK_STREAM)
    except OSError:
        return frozenset()
    return frozenset(str(one[4][0]) for one in found)
