"""A small client of an API server, in place of the Kubernetes client's, which takes 120 MB."""

import base64
import json
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import click
import urllib3
from urllib3.util import Retry

from modelbench.cli.cluster.credentials import Credentials
from modelbench.cli.cluster.kubeconfig import Target

Fields = Mapping[str, Any]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_UNAUTHORIZED = 401
_RETRIES = Retry(connect=2, read=0, redirect=0, status=0, other=0)
"""A connection that was refused has changed nothing, and may be tried again."""


@dataclass(frozen=True)
class Host:
    """Where the API server is."""

    host: str


@dataclass(frozen=True)
class Response:
    """A response whose body is read when it is wanted."""

    response: urllib3.BaseHTTPResponse

    @property
    def status(self) -> int:
        """The HTTP code."""
        return self.response.status

    def read(self) -> bytes:
        """The rest of the body; urllib3's HTTPError when it breaks off."""
        return self.response.read()


class LightClient:
    """Has of ``kubernetes.client.ApiClient`` what KubernetesApi uses."""

    def __init__(self, target: Target) -> None:
        self.configuration: Any = Host(target.server)
        self.proxy = proxy_of(target)
        self._target = target
        self._credentials = Credentials(target.user, target.cluster)
        self._manager: urllib3.PoolManager | None = None

    def update_params_for_auth(self, headers: dict[str, str], *_others: object) -> None:
        """Add what lets the user in."""
        value = self._credentials.header()
        if value:
            headers["Authorization"] = value

    def call_api(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: object = None,
        *,
        _request_timeout: tuple[float, float],
    ) -> Response:
        """One request; HTTPError of urllib3 when no response came."""
        response = self._send(method, url, headers, body, _request_timeout)
        if response.status == _UNAUTHORIZED and self._credentials.renew():
            response.close()
            self._manager = None
            self.update_params_for_auth(headers)
            response = self._send(method, url, headers, body, _request_timeout)
        return Response(response)

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object,
        timeout: tuple[float, float],
    ) -> urllib3.BaseHTTPResponse:
        if self._manager is None:
            self._manager = self._connected()
        return self._manager.request(
            method,
            url,
            headers=headers,
            body=None if body is None else json.dumps(body),
            timeout=urllib3.Timeout(connect=timeout[0], read=timeout[1]),
            preload_content=False,
            retries=_RETRIES,
        )

    def _connected(self) -> urllib3.PoolManager:
        name = self._target.cluster.get("tls-server-name")
        names = {"server_hostname": name, "assert_hostname": name} if name else {}
        secure = {} if self._target.server.startswith("http:") else {"ssl_context": self._tls()}
        options: dict[str, Any] = {**names, **secure}
        if self.proxy:
            return urllib3.ProxyManager(self.proxy, **options)
        return urllib3.PoolManager(**options)

    def _tls(self) -> ssl.SSLContext:
        try:
            return _tls_context(self._target, self._credentials)
        except (OSError, ValueError) as error:
            message = f"the certificates of the kubeconfig cannot be used: {error}"
            raise click.ClickException(message) from error


def proxy_of(target: Target) -> str | None:
    """The proxy on the way: the kubeconfig's or the environment's, and none to this machine."""
    given = target.cluster.get("proxy-url")
    if given:
        return str(given)
    parts = urlsplit(target.server)
    # As kubectl does: a proxy would ask its own machine.
    if parts.hostname in _LOOPBACK or proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)


def _tls_context(target: Target, credentials: Credentials) -> ssl.SSLContext:
    file, data = (target.cluster.get(f"certificate-authority{end}") for end in ("", "-data"))
    text = base64.b64decode(data).decode() if data else None
    context = ssl.create_default_context(cafile=None if text else file, cadata=text)
    if target.cluster.get("insecure-skip-tls-verify"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    certificate, key = _pair(target.user, credentials)
    if certificate:
        # The library takes files alone; they are gone as soon as it has read them.
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, name) for name in ("certificate", "key")]
            for path, content in zip(paths, (certificate, key), strict=True):
                path.touch(mode=0o600)
                path.write_bytes(content)
            context.load_cert_chain(str(paths[0]), str(paths[1]))
    return context


def _pair(user: Fields, credentials: Credentials) -> tuple[bytes, bytes]:
    granted = credentials.granted()
    if granted.certificate and granted.key:
        return granted.certificate.encode(), granted.key.encode()
    return _content(user, "client-certificate"), _content(user, "client-key")


def _content(user: Fields, name: str) -> bytes:
    data = user.get(f"{name}-data")
    if data:
        return base64.b64decode(data)
    return Path(user[name]).read_bytes() if user.get(name) else b""
