"""Requests as they are sent, without a cluster that their parts would come from."""

from modelbench.api.names import Names
from modelbench.api.variants import variants_of
from modelbench.instruments.prepared_request import prepare_all

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made import specs

NAMES = Names("n", "b")


def request_of(**fields):
    """The request of a spec with these fields."""
    model = {"image": "example.com/model:1", "request": fields}
    return specs.spec(model=model).model.request


def prepared(*objects, secrets=(), **fields):
    """The request of a spec with these fields, as it is sent.

    ``objects`` are ConfigMaps, ``secrets`` the contents of the runner's files by their paths.
    """
    files = dict(secrets)

    def read(path):
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    model = {"image": "example.com/model:1", "request": fields}
    variants = variants_of(specs.spec(model=model))
    return prepare_all(MemoryApi(*objects), NAMES, variants, read)["serverless"]


def config_map(name, **fields):
    """A ConfigMap of the benchmark's namespace."""
    metadata = {"name": name, "namespace": "n"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, **fields}
