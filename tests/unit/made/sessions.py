"""A session whose scenarios measure on stand-ins for lanes, load and the cluster."""

from types import SimpleNamespace

from modelbench.api.names import Names
from modelbench.api.variants import find_variant, variants_of
from modelbench.instruments.prepared_request import prepare_all
from modelbench.instruments.session import Session

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made.specs import spec

WARM = {"name": "warm", "serverless": {"minScale": 1}}
SLOW = {"name": "slow", "serverless": {"stableWindowSeconds": 20}}
TWO = {"name": "two", "containerized": {"replicas": 2}}


class NoUsage:
    """Nothing is read beside the load."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def fill(self, samples):
        return samples

    wait = fill


def variant(name="serverless", **changes):
    """A variant of a spec with these fields."""
    return find_variant(spec(**changes), name)


def calm(signal=None, **seen):
    """An observer of a cluster without trouble, unless ``seen`` says so."""
    now = SimpleNamespace(wait_for=lambda predicate, seconds: predicate())
    parts = {
        "signal": signal or now,
        "in_contact": True,
        "was_lost_since": lambda _: False,
        "was_taken_since": lambda *_: False,
        "pods": lambda *_: (),
        **seen,
    }
    return SimpleNamespace(**parts)


def session(asked, *, lanes=None, loads=None, save=None, **context):
    """A session of a spec. The target of a variant is called like the variant itself.

    ``lanes`` has stand-ins by the names of variants, ``context`` what a context has more.
    """
    variants = variants_of(asked)
    requests = prepare_all(MemoryApi(), Names("n", "b"), variants)
    parts = {
        "spec": asked,
        "variants": variants,
        "request_of": lambda variant: requests[variant.name],
        "target_of": lambda variant: variant.name,
        "node_load": SimpleNamespace(look=lambda: None),
        "observer": calm(),
        "clock": SimpleNamespace(now_nanoseconds=lambda: 0),
        **context,
    }
    keep = save or (lambda samples, message: None)
    return Session(SimpleNamespace(**parts), variants, lanes or {}, loads, keep)
