"""A generator that runs in another pod, driven over HTTP."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any

from modelbench.load.agent import TOKEN_HEADER
from modelbench.load.generator import LoadError
from modelbench.resources.runner_job import GENERATOR_PORT

_SLACK_SECONDS = 60
"""Twice what the program over there has to end: it is told to stop first, from here and there."""


class RemoteGenerator:
    """As :class:`modelbench.load.generator.Generator`, at an address."""

    def __init__(self, address: str, token: str, port: int = GENERATOR_PORT) -> None:
        self._address = address
        self._port = port
        self._headers = {TOKEN_HEADER: token, "Content-Type": "application/json"}

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send as a Generator does. LoadError when the pod does not answer or its program fails."""
        offsets = plan["offsetsNanoseconds"]
        seconds = offsets[-1] / 1e9 if offsets else 0.0
        # The program there is stopped after one such time, and given another to end.
        limit = seconds + 2 * (plan["timeoutSeconds"] + _SLACK_SECONDS)
        return self._post("/attack", json.dumps(plan).encode(), limit)

    def stop(self) -> None:
        """End the attack early."""
        self._post("/stop", b"", _SLACK_SECONDS)

    def _post(self, path: str, body: bytes, timeout_seconds: float) -> str:
        connection = HTTPConnection(self._address, self._port, timeout=timeout_seconds)
        try:
            connection.request("POST", path, body=body, headers=self._headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            raise LoadError(f"generator {self._address}: {error}") from error
        finally:
            connection.close()
        if response.status != 200:
            raise LoadError(f"generator {self._address}: {response.status}: {text[:500]}")
        return text
