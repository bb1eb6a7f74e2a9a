"""A namespace a test, a row a fault, and the cluster left as it was."""

import contextlib
import fcntl
import os
from dataclasses import asdict
from pathlib import Path

import pytest
from modelbench.controller.settings import Settings
from modelbench.kube.client import load_configuration

from tests.chaos import faults
from tests.chaos.table import Row, append, table
from tests.e2e.benchmarks import new_namespace
from tests.e2e.conftest import dump
from tools.kubectl import kubectl

ROW = "row"
LIMIT_SECONDS = 1500


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.chaos)
            if "no_operator" in item.fixturenames:
                item.add_marker(pytest.mark.own_operator)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(LIMIT_SECONDS))


def pytest_terminal_summary(terminalreporter):
    calls = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    rows = [Row(**value) for call in calls for name, value in call.user_properties if name == ROW]
    if not rows:
        return
    terminalreporter.section("what each fault did")
    terminalreporter.write_line(table(rows))


@pytest.fixture
def row(request):
    """``with row(fault, must) as seen``: what is appended to ``seen`` is told, a failure too."""

    @contextlib.contextmanager
    def begin(fault, must):
        seen, held = [], False
        try:
            yield seen
            held = True
        except BaseException as error:
            words = str(error).splitlines() or [""]
            seen.append(f"{type(error).__name__}: {words[0][:200]}")
            raise
        finally:
            found = Row(fault, must, "; ".join(seen), held)
            if told := os.environ.get("MODELBENCH_CHAOS_TABLE"):
                append(Path(told), found)
            request.node.user_properties.append((ROW, asdict(found)))

    return begin


@pytest.fixture
def benchmarks(request):
    ours = new_namespace(request.node.originalname.removeprefix("test_").replace("_", "-"))
    failures = request.session.testsfailed
    yield ours
    if request.session.testsfailed > failures:
        dump(ours)
    kubectl("delete", "namespace", ours.namespace, "--wait=false", check=False)


@pytest.fixture
def settings():
    """Those of the operator of the cluster, for one in this process."""
    load_configuration()
    # Benchmarks of others that were left behind hold none of ours up.
    return Settings(runner_image=faults.operator_image(), max_concurrent=9)


@pytest.fixture
def no_operator(tmp_path_factory):
    """The cluster's operator is away, so that one in this process has the benchmarks alone.

    Several workers may want that at the same time; the last one brings it back.
    """
    shared = tmp_path_factory.getbasetemp()
    users = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "without-operator"
    users.mkdir(exist_ok=True)
    own = users / str(os.getpid())
    with _locked(users):
        own.touch()
        faults.scale_operator(0)
    yield
    with _locked(users):
        own.unlink()
        if not any(users.iterdir()):
            faults.scale_operator(1)


@pytest.fixture
def two_at_once():
    """The operator lets two benchmarks measure at the same time."""
    faults.set_most_at_once(2)
    yield
    faults.set_most_at_once(1)


@contextlib.contextmanager
def _locked(folder):
    """One worker at a time."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@pytest.fixture(autouse=True)
def quiet_cluster():
    """Begin with a cluster that answers, and leave one."""
    faults.wait_until_knative_answers()
    yield
    faults.wait_until_knative_answers()
