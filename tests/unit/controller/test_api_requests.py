import json
from types import SimpleNamespace

import pytest
from modelbench.controller import metrics
from modelbench.kube.client import ApiError, KubernetesApi
from prometheus_client import REGISTRY

PATH = "/api/v1/namespaces/n/pods/p"


class Client:
    """Stands in for the official client: every request gets the same answer."""

    configuration = SimpleNamespace(host="https://server")

    def __init__(self, status=200):
        self._status = status

    def update_params_for_auth(self, *arguments):
        pass

    def call_api(self, *arguments, **options):
        return SimpleNamespace(status=self._status, read=lambda: json.dumps({"message": "m"}))


def counted(method):
    return REGISTRY.get_sample_value("modelbench_api_requests_total", {"method": method})


def test_each_request_is_counted_by_its_method():
    api = KubernetesApi(Client(), on_request=metrics.count_api_request)
    before = {method: counted(method) for method in ("GET", "PATCH", "POST", "DELETE")}
    api.get(PATH)
    api.list_all("/api/v1/pods")
    api.merge(PATH, {})
    after = {method: counted(method) - count for method, count in before.items()}
    assert after == {"GET": 2, "PATCH": 1, "POST": 0, "DELETE": 0}


def test_a_refused_request_is_counted_too():
    methods = []
    api = KubernetesApi(Client(status=500), on_request=methods.append)
    with pytest.raises(ApiError):
        api.delete(PATH)
    assert methods == ["DELETE"]


def test_without_a_counter_requests_are_just_sent():
    assert KubernetesApi(Client()).get(PATH) == {"message": "m"}
