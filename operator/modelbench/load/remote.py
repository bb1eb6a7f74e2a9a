"""A generator that runs in another pod, driven over HTTP."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any

from modelbench.load.agent import TOKEN_HEADER
from modelbench.load.generator import LoadError
from modelbench.resources.runner_job import GENERATOR_PORT
from modelbench.segments.attack import span_seconds

_SLACK_SECONDS = 60
"""Twice what the program over there has to end: it is told to stop first, from here and there."""

_SLACK_BYTES = 1 << 16
"""What comes back beside the results: their head, or an error in words."""

_LINE_BYTES = 1024
"""A line of results has no bodies counted here, and its error and its one header are cut."""


class RemoteGenerator:
    """Reaches a :class:`modelbench.load.generator.Generator` at an address."""

    def __init__(self, address: str, token: str, port: int = GENERATOR_PORT) -> None:
        self._address = address
        self._port = port
        self._headers = {TOKEN_HEADER: token, "Content-Type": "application/json"}

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send as a Generator does. LoadError when the pod does not answer or its program fails."""
        offsets = plan["offsetsNanoseconds"]
        seconds = span_seconds(plan)
        # The program there is stopped after one such time, and given another to end.
        limit = seconds + 2 * (plan["timeoutSeconds"] + _SLACK_SECONDS)
        most = _SLACK_BYTES + len(offsets) * _LINE_BYTES + 2 * plan.get("maxAnswersBytes", 0)
        return self._post("/attack", json.dumps(plan).encode(), limit, most)

    def stop(self) -> None:
        """End the attack early."""
        self._post("/stop", b"", _SLACK_SECONDS, _SLACK_BYTES)

    def _post(self, path: str, body: bytes, timeout_seconds: float, most_bytes: int) -> str:
        connection = HTTPConnection(self._address, self._port, timeout=timeout_seconds)
        try:
            connection.request("POST", path, body=body, headers=self._headers)
            response = connection.getresponse()
            data = response.read(most_bytes + 1)
            text = data[:most_bytes].decode()
        except (OSError, HTTPException, UnicodeError) as error:
            raise LoadError(f"generator {self._address}: {error}") from error
        finally:
            connection.close()
        if len(data) > most_bytes:
            raise LoadError(f"generator {self._address}: more than {most_bytes} bytes came back")
        if response.status != 200:
            raise LoadError(f"generator {self._address}: {response.status}: {text[:500]}")
        return text
