from ssl import SSLCertVerificationError

import pytest
from modelbench.controller import main
from modelbench.controller.handlers import _RETRY_SECONDS, EndlessBackoffs
from modelbench.controller.inventory import Inventory
from modelbench.controller.store import Store
from modelbench.kube.client import ApiError
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

from tests.unit.controller.memory_api import MemoryApi, document, parsed

TEXT = {"model": {"image": "i", "request": {"body": "x" * 1000}}}


def names(store):
    return [benchmark.metadata.name for benchmark in store.all()]


def test_a_list_puts_in_what_is_there_and_drops_what_is_gone():
    store = Store()
    store.put(parsed("gone"))
    Inventory(MemoryApi(document("a"), document("b")), store).list_benchmarks()
    assert names(store) == ["a", "b"]


def test_what_is_told_while_a_list_is_under_way_is_newer_than_the_list():
    store = Store()

    class Slow(MemoryApi):
        def list_all(self, path, query=None):
            found = super().list_all(path, query)
            store.put(parsed("a", suspend=True))
            store.put(parsed("new"))
            store.remove(("n", "b"))
            return found

    Inventory(Slow(document("a"), document("b"), document("c")), store).list_benchmarks()
    assert names(store) == ["a", "c", "new"]
    assert store.get(("n", "a")).spec.suspend
    Inventory(MemoryApi(document("a")), store).list_benchmarks()
    assert names(store) == ["a"]


class Versioned(MemoryApi):
    """Objects with versions; notes which are read one by one."""

    def __init__(self, **versions):
        super().__init__()
        self.read = []
        for name, version in versions.items():
            self.add(document(name, metadata={"resourceVersion": version}))

    def get(self, path, query=None):
        self.read.append(path.rpartition("/")[2])
        return super().get(path, query)


def test_later_lists_read_what_is_new_or_has_changed_alone():
    api, store = Versioned(a="1", b="1"), Store()
    inventory = Inventory(api, store)
    inventory.list_benchmarks()
    inventory.list_benchmarks()
    assert api.read == []
    api.add(document("b", suspend=True, metadata={"resourceVersion": "2"}))
    api.add(document("c", metadata={"resourceVersion": "3"}))
    inventory.list_benchmarks()
    assert api.read == ["b", "c"]
    assert store.get(("n", "b")).spec.suspend
    assert names(store) == ["a", "b", "c"]


def test_one_that_goes_between_a_list_and_its_reading_is_gone():
    class Going(Versioned):
        def get(self, path, query=None):
            self.objects.pop(path)
            return super().get(path, query)

    api, store = Going(a="1"), Store()
    inventory = Inventory(api, store)
    inventory.list_benchmarks()
    api.add(document("a", metadata={"resourceVersion": "2"}))
    inventory.list_benchmarks()
    assert names(store) == []


def test_what_metrics_do_not_need_is_not_kept():
    store = Store()
    store.put(parsed(**TEXT))
    (kept,) = store.all()
    assert kept.spec.model.request.body is None
    assert kept.spec.model.image == "i"


def refused(status):
    return ApiError(status, "no")


def unreachable(reason):
    error = ApiError(0, "no")
    error.__cause__ = MaxRetryError(None, "/", reason)
    return error


@pytest.mark.parametrize(
    ("error", "healthy"),
    [
        (unreachable(NewConnectionError(None, "refused")), True),
        (refused(503), True),
        (refused(429), True),
        (refused(401), False),
        (refused(403), False),
        (refused(404), False),
        (refused(500), False),
        (unreachable(SSLError(SSLCertVerificationError("unknown authority"))), False),
    ],
    ids=["refused", "503", "429", "401", "403", "404", "500", "unknown authority"],
)
def test_the_health_fails_after_minutes_without_a_list_unless_the_api_server_is_away(
    error, healthy
):
    now = 0.0

    class Failing(MemoryApi):
        def list_all(self, path, query=None):
            raise error

    inventory = Inventory(Failing(), Store(), monotonic=lambda: now)
    for now in (60.0, 120.0):  # noqa: B007
        with pytest.raises(ApiError):
            inventory.list_benchmarks()
    assert inventory.is_healthy
    now = 301.0
    with pytest.raises(ApiError):
        inventory.list_benchmarks()
    assert inventory.is_healthy is healthy


def test_lists_that_hang_without_an_error_fail_the_health_too():
    now = 0.0
    inventory = Inventory(MemoryApi(), Store(), monotonic=lambda: now)
    inventory.list_benchmarks()
    now = 301.0
    assert not inventory.is_healthy


class Unserved(MemoryApi):
    """Serves no ModelBenchmarks for the first lists."""

    def __init__(self, lists, error):
        super().__init__()
        self.left, self.error = lists, error

    def list_all(self, path, query=None):
        self.left -= 1
        if self.left >= 0:
            raise self.error
        return super().list_all(path, query)


def test_the_operator_waits_for_the_resource_at_its_start(monkeypatch):
    monkeypatch.setattr(main, "_CRD_RETRY_SECONDS", 0.001)
    api = Unserved(3, refused(404))
    main.wait_for_resource(api, 5)
    assert api.left == -1


def test_it_ends_when_the_resource_does_not_come_so_that_the_kubelet_tries_again(monkeypatch):
    monkeypatch.setattr(main, "_CRD_RETRY_SECONDS", 0.001)
    with pytest.raises(SystemExit, match=r"modelbenchmarks\.modelbench\.dev is not served"):
        main.wait_for_resource(Unserved(10**9, refused(404)), 0.05)


@pytest.mark.parametrize("status", [0, 401, 403, 500, 503])
def test_it_starts_whatever_else_the_api_server_says(status):
    main.wait_for_resource(Unserved(10**9, refused(status)), 0.05)


def test_the_pauses_between_the_requests_of_the_watch_have_no_end():
    pauses = iter(EndlessBackoffs())
    found = [next(pauses) for _ in range(1000)]
    assert tuple(found[: len(_RETRY_SECONDS)]) == _RETRY_SECONDS
    assert set(found[len(_RETRY_SECONDS) :]) == {_RETRY_SECONDS[-1]}
    # Kopf counts what has a length.
    assert not hasattr(EndlessBackoffs(), "__len__")
