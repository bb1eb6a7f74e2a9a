"""A status is written to the very benchmark, and over the very status, that it was made from."""

import copy

import pytest
from modelbench.api.benchmark import Metadata
from modelbench.api.values import parse
from modelbench.controller.record import write_status
from modelbench.kube.client import ApiError

from tests.unit.controller.memory_api import BENCHMARK, MemoryApi, benchmark


class VersionedApi(MemoryApi):
    """Minds the resourceVersion of a patch, as the API server does."""

    def merge(self, path, patch):
        stored = self.objects[path.removesuffix("/status")]["metadata"]
        if patch["metadata"]["resourceVersion"] != stored["resourceVersion"]:
            raise ApiError(409, "the object has been modified")
        return super().merge(path, patch)


@pytest.fixture
def api():
    document = benchmark()
    document["metadata"]["resourceVersion"] = "1"
    return VersionedApi(document)


def metadata_of(api):
    return parse(Metadata, copy.deepcopy(api.objects[BENCHMARK]["metadata"]), "metadata")


def test_a_status_is_written_to_its_own_benchmark(api):
    write_status(api, metadata_of(api), {}, {"image": "i"})
    assert api.objects[BENCHMARK]["status"] == {"image": "i"}


def test_a_later_benchmark_of_the_same_name_keeps_its_status(api):
    earlier = metadata_of(api)
    api.objects[BENCHMARK]["metadata"]["uid"] = "another"
    with pytest.raises(ApiError, match="is gone") as failure:
        write_status(api, earlier, {}, {"image": "i"})
    assert failure.value.status == 404
    assert "status" not in api.objects[BENCHMARK]


def test_one_that_takes_its_place_between_the_look_and_the_write_does_too(api):
    earlier, look = metadata_of(api), api.get

    def get(path, query=None):
        found = look(path, query)
        api.objects[BENCHMARK]["metadata"] |= {"uid": "another", "resourceVersion": "2"}
        return found

    api.get = get
    with pytest.raises(ApiError, match="modified"):
        write_status(api, earlier, {}, {"image": "i"})
    assert "status" not in api.objects[BENCHMARK]


def test_a_status_that_another_operator_has_written_since_stays(api):
    ended = {"completionTime": "2026-01-01T01:00:00Z"}
    api.objects[BENCHMARK]["status"] = dict(ended)
    with pytest.raises(ApiError, match="another operator") as failure:
        write_status(api, metadata_of(api), {}, {"image": "i"})
    assert failure.value.status == 409
    assert api.objects[BENCHMARK]["status"] == ended


def test_a_second_write_goes_on_from_what_the_first_has_stored(api):
    first = write_status(api, metadata_of(api), {}, {"image": "i"})
    write_status(api, metadata_of(api), first, {"image": None, "answer": "a"})
    assert api.objects[BENCHMARK]["status"] == {"answer": "a"}
