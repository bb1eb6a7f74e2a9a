"""Requests to the Kubernetes API on plain dictionaries.

The official client does configuration, authentication and transport; its models are left aside,
since children, custom resources and events are all handled as manifests. The command line has a
small client in its place, so nothing of it is imported before it is used.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from urllib3.exceptions import HTTPError

from modelbench.api.names import FIELD_MANAGER

Document = dict[str, Any]

_JSON = "application/json"
_MERGE_PATCH = "application/merge-patch+json"
_APPLY_PATCH = "application/apply-patch+yaml"
METADATA_ALONE = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"

_TIMEOUT_SECONDS = 30
"""Kubernetes: a webhook may take 30 s of a request, and nothing else takes as long."""

_CONNECT_SECONDS = 10
"""A connection within a cluster takes milliseconds; to one far away, a few seconds."""

_WATCH_SLACK_SECONDS = 10
"""A watch that the server has not ended so long after its time is a dead connection."""

_PLURALS = {
    "ClusterServingRuntime": "clusterservingruntimes",
    "ConfigMap": "configmaps",
    "Deployment": "deployments",
    "Event": "events",
    "HTTPRoute": "httproutes",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
    "InferenceService": "inferenceservices",
    "Job": "jobs",
    "ModelBenchmark": "modelbenchmarks",
    "PersistentVolumeClaim": "persistentvolumeclaims",
    "Pod": "pods",
    "PodAutoscaler": "podautoscalers",
    "RoleBinding": "rolebindings",
    "Secret": "secrets",
    "Service": "services",
    "ServiceAccount": "serviceaccounts",
    "ServingRuntime": "servingruntimes",
}


class ApiError(Exception):
    """The API server refused. ``status`` is the HTTP code, or 0 when no response came."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


def load_configuration() -> None:
    """Use the pod's service account, or the kubeconfig outside of a cluster."""
    from kubernetes import config

    try:
        config.load_incluster_config()
    except config.ConfigException:
        config.load_kube_config()


def url_of(
    api_version: str, kind: str, namespace: str | None = None, name: str | None = None
) -> str:
    """The URL path of an object, or of a collection when ``name`` is None."""
    prefix = "/api/" if "/" not in api_version else "/apis/"
    parts = [prefix + api_version]
    if namespace is not None:
        parts.append(f"namespaces/{quote(namespace)}")
    parts.append(_PLURALS[kind])
    if name is not None:
        parts.append(quote(name))
    return "/".join(parts)


def url_of_manifest(manifest: Mapping[str, Any]) -> str:
    """The URL path of the object that a manifest describes."""
    metadata = manifest["metadata"]
    return url_of(manifest["apiVersion"], manifest["kind"], metadata["namespace"], metadata["name"])


_STRICT = {"fieldValidation": "Strict"}


class Transport(Protocol):
    """What is used of ``kubernetes.client.ApiClient``."""

    @property
    def configuration(self) -> Any: ...

    @property
    def update_params_for_auth(self) -> Callable[..., None]: ...

    @property
    def call_api(self) -> Callable[..., Any]: ...


class KubernetesApi:
    """One connection to the API server. Safe to share between threads.

    ``on_request`` is told the HTTP method of each request before it is sent.
    """

    def __init__(
        self,
        api_client: Transport | None = None,
        on_request: Callable[[str], None] = lambda _method: None,
    ) -> None:
        self._client: Transport = api_client or _official_client()
        self._on_request = on_request

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Document | None:
        """The object at a path, or None when there is none."""
        try:
            return self._request("GET", path, query=query)
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def list_all(self, path: str, query: Mapping[str, str] | None = None) -> Document:
        """A whole list object: its items and its resourceVersion."""
        return self._request("GET", path, query=query)

    def list_metadata(self, path: str, query: Mapping[str, str] | None = None) -> Document:
        """The same with the ``metadata`` of each item alone."""
        found = self._request("GET", path, query=query, accept=METADATA_ALONE)
        # The API server gives the metadata of none as null.
        return {**found, "items": found["items"] or []}

    def list_table(self, path: str) -> Document:
        """A whole list as a ``meta.k8s.io/v1`` Table, whose columns the API server chooses."""
        return self._request("GET", path, accept=_TABLE)

    def create(self, manifest: Document) -> Document:
        """Create an object; ApiError 409 when it exists, 400 when it has a field that none has.

        The API server would drop such a field and say nothing that a program hears.
        """
        path = url_of_manifest(manifest).rpartition("/")[0]
        return self._request("POST", path, query=_STRICT, body=manifest)

    def post(self, path: str, document: Document) -> Document:
        """Send a document that is answered and not stored, such as an access review."""
        return self._request("POST", path, body=document)

    def try_create(self, manifest: Document) -> Document:
        """What creating an object would give; nothing is created, and no unknown field is dropped.

        ApiError as of ``create``; 400 names what is no field.
        """
        path = url_of_manifest(manifest).rpartition("/")[0]
        query = {"dryRun": "All", "fieldValidation": "Strict"}
        return self._request("POST", path, query=query, body=manifest)

    def apply(
        self, manifest: Document, field_manager: str = FIELD_MANAGER, *, dry_run: bool = False
    ) -> Document:
        """Apply on the server's side: the manifest's fields become ours, others are left alone."""
        query = {"fieldManager": field_manager, "force": "true"}
        if dry_run:
            query["dryRun"] = "All"
        path = url_of_manifest(manifest)
        return self._request("PATCH", path, query=query, body=manifest, content_type=_APPLY_PATCH)

    def merge(self, path: str, patch: Document) -> Document:
        """Apply a JSON merge patch."""
        return self._request("PATCH", path, body=patch, content_type=_MERGE_PATCH)

    def delete(self, path: str, options: Document | None = None) -> None:
        """Delete an object in the background; one that is gone already is no error."""
        body = {"propagationPolicy": "Background", **(options or {})}
        try:
            self._request("DELETE", path, body=body)
        except ApiError as error:
            if error.status != 404:
                raise

    def watch(
        self, path: str, query: Mapping[str, str], timeout_seconds: int
    ) -> Iterator[Document]:
        """The events of a watch until the server ends it. ApiError 410 when it must relist."""
        parameters = {**query, "watch": "true", "timeoutSeconds": str(timeout_seconds)}
        for line in self.lines(path, parameters, timeout_seconds + _WATCH_SLACK_SECONDS):
            if line:
                yield _watch_event(line)

    def lines(self, path: str, query: Mapping[str, str], read_seconds: float) -> Iterator[bytes]:
        """Yield lines of a response as they come; ApiError after ``read_seconds`` without any."""
        response = self._send("GET", path, query, read_seconds=read_seconds).response
        buffer = b""
        try:
            for chunk in response.stream():
                *lines, buffer = (buffer + chunk).split(b"\n")
                yield from lines
        except HTTPError as error:
            raise ApiError(0, str(error)) from error
        finally:
            response.close()

    def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Document | None = None,
        content_type: str = _JSON,
        accept: str = _JSON,
    ) -> Document:
        response = self._send(method, path, query, body, content_type, accept)
        try:
            document: Document = json.loads(response.read())
        except (HTTPError, ValueError) as error:
            raise ApiError(0, f"the response cannot be read: {error}") from error
        return document

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Document | None = None,
        content_type: str = _JSON,
        accept: str = _JSON,
        read_seconds: float = _TIMEOUT_SECONDS,
    ) -> Any:
        headers = {"Accept": accept, "Content-Type": content_type}
        url = self._client.configuration.host + path + (f"?{urlencode(query)}" if query else "")
        self._client.update_params_for_auth(headers, [], ["BearerToken"], path, method, body)
        timeout = (_CONNECT_SECONDS, read_seconds)
        self._on_request(method)
        try:
            response = self._client.call_api(method, url, headers, body, _request_timeout=timeout)
        except HTTPError as error:
            raise ApiError(0, str(error)) from error
        if response.status >= 400:
            raise ApiError(response.status, _error_message(response))
        return response


def _official_client() -> Transport:
    from kubernetes import client

    found: Transport = client.ApiClient()
    return found


def _error_message(response: Any) -> str:
    try:
        data: bytes = response.read()
    except HTTPError as error:
        return f"the response cannot be read: {error}"
    try:
        return str(json.loads(data)["message"])
    except (ValueError, KeyError, TypeError):
        return data.decode(errors="replace")


def _watch_event(line: bytes) -> Document:
    try:
        event: Document = json.loads(line)
    except ValueError as error:
        raise ApiError(0, f"the event cannot be read: {error}") from error
    if event["type"] == "ERROR":
        raise ApiError(event["object"].get("code", 0), event["object"].get("message", ""))
    return event
