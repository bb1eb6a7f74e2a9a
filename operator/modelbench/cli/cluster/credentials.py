"""What lets a user of a kubeconfig in: a token, a name with a password, or a plugin that knows."""

import base64
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

Fields = Mapping[str, Any]

_EARLY = timedelta(seconds=30)
"""A token that ends sooner may have ended before the API server reads it."""


@dataclass(frozen=True)
class Granted:
    """What a plugin gave; ``ends`` is None when it did not say."""

    token: str | None = None
    certificate: str | None = None
    key: str | None = None
    ends: datetime | None = None


class Credentials:
    """Those of one user. A plugin is run at the first need, and again when its token has ended."""

    def __init__(self, user: Fields, server: Fields) -> None:
        self._user = user
        self._server = server
        self._granted: Granted | None = None

    def header(self) -> str | None:
        """The value of Authorization; None when a certificate, or nothing, is shown."""
        token = self._token()
        if token:
            return f"Bearer {token}"
        if self._user.get("username"):
            pair = f"{self._user['username']}:{self._user.get('password', '')}"
            return f"Basic {base64.b64encode(pair.encode()).decode()}"
        return None

    def granted(self) -> Granted:
        """What the plugin gave; empty without one."""
        if "exec" not in self._user:
            return Granted()
        now = datetime.now(UTC)
        if self._granted is None or (self._granted.ends and self._granted.ends - _EARLY < now):
            self._granted = _run(self._user["exec"], self._server)
        return self._granted

    def renew(self) -> bool:
        """Whether there may be others than those that were refused."""
        self._granted = None
        return "exec" in self._user

    def _token(self) -> str | None:
        if self._user.get("tokenFile"):
            # It is replaced while it is used.
            return _text_of(Path(self._user["tokenFile"])).strip()
        token = self._user.get("token")
        return str(token) if token else self.granted().token


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"the token {path} of the kubeconfig: {error}") from error


def _run(plugin: Fields, server: Fields) -> Granted:
    command = [str(plugin.get("command")), *map(str, plugin.get("args") or ())]
    version = plugin.get("apiVersion")
    spec = {
        "interactive": False,
        **({"cluster": server} if plugin.get("provideClusterInfo") else {}),
    }
    asked = {"apiVersion": version, "kind": "ExecCredential", "spec": spec}
    own = {str(one["name"]): str(one["value"]) for one in plugin.get("env") or ()}
    environment = {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(asked)}
    try:
        done = subprocess.run(  # noqa: S603 - the user's own kubeconfig names it
            command, env=environment, stdout=subprocess.PIPE, check=True
        )
        return _granted(json.loads(done.stdout)["status"])
    except OSError as error:
        hint = plugin.get("installHint") or "install it, or choose another context"
        raise click.ClickException(f"{command[0]} of the kubeconfig: {error}. {hint}") from error
    except (
        subprocess.CalledProcessError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        message = f"{command[0]} of the kubeconfig gave no credentials: {error}"
        raise click.ClickException(message) from error


def _granted(status: Fields) -> Granted:
    ends = status.get("expirationTimestamp")
    return Granted(
        status.get("token"),
        status.get("clientCertificateData"),
        status.get("clientKeyData"),
        datetime.fromisoformat(str(ends)) if ends else None,
    )
