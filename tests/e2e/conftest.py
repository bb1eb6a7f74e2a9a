"""A namespace a test; what the cluster says of it is shown when the test fails."""

from pathlib import Path

import pytest

from tests.e2e import decision
from tests.e2e.benchmarks import new_namespace, wait_until
from tests.e2e.groups import GroupScheduling
from tools.kubectl import kubectl

OPERATOR = ("-n", "modelbench-system", "logs", "deployment/modelbench-operator", "--tail=100")
# Of pods that run, start or end.
NAMESPACES_OF_PODS = (
    "get",
    "pods",
    "--all-namespaces",
    "--field-selector=status.phase!=Succeeded,status.phase!=Failed",
    "-o",
    "jsonpath={.items[*].metadata.namespace}",
)
LIMIT_SECONDS = 1500


def pytest_collection_modifyitems(items):
    """Benchmarks take minutes: the limit of every test here that names none of its own."""
    for item in items:
        is_ours = item.path.is_relative_to(Path(__file__).parent)
        if is_ours and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT_SECONDS))


def pytest_xdist_make_scheduler(config, log):
    return GroupScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture
def benchmarks(request):
    prefix = request.node.originalname.removeprefix("test_").replace("_", "-")
    ours = new_namespace(prefix)
    yield ours
    report = getattr(request.node, "report_call", None)
    if report is None or report.failed:
        dump(ours)
    kubectl("delete", "namespace", ours.namespace, "--wait=false")


@pytest.fixture(scope="session")
def decided():
    """One benchmark of four variants with costs and objectives, for the tests of either.

    They are of one group, so that one worker has them all and measures once.
    """
    ours = new_namespace("decided")
    try:
        decision.apply(ours)
        ours.wait_succeeded(decision.NAME, timeout_seconds=1200)
        yield ours
    except Exception:
        dump(ours)
        raise
    finally:
        kubectl("delete", "namespace", ours.namespace, "--wait=false")


@pytest.fixture(scope="module")
def alone():
    """Waits until nothing of earlier tests runs any more, for tests that measure exactly."""

    def only_ours():
        return not any(name.startswith("e2e-") for name in kubectl(*NAMESPACES_OF_PODS).split())

    wait_until(only_ours, 480, "earlier tests' pods are gone")


def dump(ours):
    """What a person would look at first."""
    for arguments in (
        ("get", "modelbenchmarks", "-o", "yaml"),
        ("get", "all"),
        ("get", "events", "--sort-by=.metadata.creationTimestamp"),
        ("logs", "--selector=app.kubernetes.io/component=runner", "--tail=100"),
    ):
        print(f"\n$ kubectl {' '.join(arguments)}\n{ours.kubectl(*arguments, check=False)}")
    print(f"\n$ kubectl {' '.join(OPERATOR)}\n{kubectl(*OPERATOR, check=False)}")
