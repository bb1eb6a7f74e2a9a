"""Requests of the small client to a server on this machine."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from modelbench.cli.cluster.kubeconfig import Target
from modelbench.cli.cluster.light_client import LightClient
from modelbench.kube.client import ApiError, KubernetesApi

from tests.unit.cli.test_connection import calls, plugin


@contextlib.contextmanager
def served(answer):
    """The address of a server whose response to a request is (status, text)."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, text = answer(self)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_PATCH = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_an_object_is_read_with_the_users_token():
    def answer(request):
        return 200, f'{{"said": "{request.headers["Authorization"]} {request.path}"}}'

    with served(answer) as server:
        api = KubernetesApi(LightClient(Target(server, user={"token": "secret"})))
        assert api.get("/api/v1/pods", {"a": "b"}) == {"said": "Bearer secret /api/v1/pods?a=b"}


def test_a_manifest_is_sent_as_json():
    def answer(request):
        assert request.command == "PATCH"
        return 200, request.rfile.read(int(request.headers["Content-Length"])).decode()

    manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"namespace": "n", "name": "c"},
    }
    with served(answer) as server:
        assert KubernetesApi(LightClient(Target(server))).apply(manifest) == manifest


def test_a_refusal_has_its_code_and_words():
    with served(lambda _: (403, '{"message": "not yours"}')) as server:
        api = KubernetesApi(LightClient(Target(server)))
        with pytest.raises(ApiError, match="403: not yours"):
            api.list_all("/api/v1/pods")


def test_lines_come_one_by_one():
    with served(lambda _: (200, "one\ntwo\n")) as server:
        api = KubernetesApi(LightClient(Target(server)))
        assert list(api.lines("/log", {}, 5)) == [b"one", b"two"]


def test_no_answer_is_told_with_its_reason():
    with served(lambda _: (200, "")) as server:
        pass
    with pytest.raises(ApiError) as error:
        KubernetesApi(LightClient(Target(server))).get("/api")
    assert error.value.status == 0
    assert "refused" in str(error.value.__cause__.reason)


def test_a_token_that_is_refused_is_asked_for_again_once(tmp_path):
    asked = []

    def answer(request):
        asked.append(request.headers["Authorization"])
        return (401, '{"message": "expired"}') if len(asked) < 2 else (200, "{}")

    with served(answer) as server:
        user = plugin(tmp_path, {"token": "given"})
        assert KubernetesApi(LightClient(Target(server, user=user))).get("/api") == {}
    assert len(asked) == len(calls(tmp_path)) == 2
