"""Which end-to-end tests must not run beside each other, when workers share the cluster.

Those that assert on figures under load would measure each other's; those of a group also share
what they measured.
"""

from xdist.scheduler import LoadScopeScheduling

GROUPS = {
    "load": (
        "test_decision.py",
        "test_examples.py::test_own_prices",
        "test_examples.py::test_the_demo",
        "test_lambda.py",
        "test_load.py",
        "test_variants.py",
    ),
    "bills": ("test_bills_of_materials.py",),
}


def group_of(nodeid: str) -> str:
    """The group of a test; a test of no group is one by itself."""
    found = (name for name, parts in GROUPS.items() if any(part in nodeid for part in parts))
    return next(found, nodeid)


class GroupScheduling(LoadScopeScheduling):
    """Gives all tests of a group to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
