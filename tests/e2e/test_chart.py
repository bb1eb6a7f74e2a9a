"""The chart's life on a cluster: installed, tested, used, upgraded and uninstalled."""

import shutil

import pytest

from tests.chart.rendering import helm
from tests.e2e.benchmarks import variant, wait_until
from tools.chart import CHART
from tools.kubectl import kubectl

RELEASE = "trial"
OURS = f"{RELEASE}-modelbench-operator"
DEFINITION = "modelbenchmarks.modelbench.dev"
THEIRS = ("-n", "modelbench-system")
SELECTOR = "--selector=app.kubernetes.io/component=operator"
LOCAL = {"image": {"repository": "dev.local/modelbench/operator"}}
COLUMN = "Why it succeeded, failed, or where it stands."
LATER = "Where it stands, in the later chart."
HELM_LABELS = ("instance", "managed-by", "version")
HELM_ANNOTATIONS = ("meta.helm.sh/release-name", "meta.helm.sh/release-namespace")


@pytest.fixture
def release(benchmarks):
    """Calls Helm for a release in the test's namespace, where no other operator is at work.

    Two operators would both take every benchmark, so that of manifests/ rests meanwhile. A runner
    would lose its rights with the release, so nobody else's may be at work.
    """
    wait_until(lambda: not active_runners(), 240, "no other benchmark is measured")
    kubectl(*THEIRS, "scale", "deployment/modelbench-operator", "--replicas=0")
    wait_until(lambda: not kubectl(*THEIRS, "get", "pods", SELECTOR, "-o", "name"), 180, "it rests")

    def call(verb, *arguments, values=None):
        return helm(verb, RELEASE, *arguments, namespace=benchmarks.namespace, values=values)

    yield call
    print(benchmarks.kubectl("logs", f"deployment/{OURS}", "--tail=100", check=False))
    call("uninstall", "--ignore-not-found", "--wait")
    give_back_the_definition()
    kubectl(*THEIRS, "scale", "deployment/modelbench-operator", "--replicas=1")
    kubectl(*THEIRS, "rollout", "status", "deployment/modelbench-operator", "--timeout=240s")


def active_runners():
    flags = ("--all-namespaces", "--selector=app.kubernetes.io/component=runner")
    return kubectl("get", "jobs", *flags, "-o", "jsonpath={.items[*].status.active}").strip()


def give_back_the_definition():
    """Remove the marks by which the definition was this release's, and what a failure left."""
    kubectl("apply", "--server-side", "--force-conflicts", "-k", "crds")
    marks = [f"app.kubernetes.io/{name}-" for name in HELM_LABELS]
    kubectl("label", "crd", DEFINITION, *marks, "helm.sh/chart-")
    marks = [f"{name}-" for name in (*HELM_ANNOTATIONS, "helm.sh/resource-policy")]
    kubectl("annotate", "crd", DEFINITION, *marks)


def changed(chart):
    """A later chart, whose definition says something else."""
    path = chart / "files" / "crds" / "modelbench.dev_modelbenchmarks.yaml"
    path.write_text(path.read_text().replace(COLUMN, LATER))
    return chart


def column():
    flags = ("-o", "jsonpath={.spec.versions[0].additionalPrinterColumns[1].description}")
    return kubectl("get", "crd", DEFINITION, *flags)


def operator_pods(benchmarks):
    return [item["metadata"]["uid"] for item in benchmarks.json("get", "pods", SELECTOR)["items"]]


def cluster_roles():
    flags = ("--selector", f"app.kubernetes.io/instance={RELEASE}", "-o", "name")
    return kubectl("get", "clusterroles,clusterrolebindings", *flags).split()


def test_a_release_measures_is_upgraded_and_leaves_the_benchmarks(
    alone, benchmarks, release, tmp_path
):
    # The definition is there already, from manifests/.
    notes = release("install", CHART, "--take-ownership", "--wait", "--timeout=240s", values=LOCAL)
    assert "Knative Serving is not there" not in notes
    assert "Phase:          Succeeded" in release("test", "--timeout=180s")

    benchmarks.create(cold_start={"trials": 2, "maxTrials": 2})
    status = benchmarks.wait_succeeded()
    assert variant(status, "serverless")["coldStart"]["trials"] == 2
    measured = benchmarks.get()

    first = operator_pods(benchmarks)
    later = changed(shutil.copytree(CHART, tmp_path / "modelbench"))
    release("upgrade", later, "--wait", "--timeout=240s", values={**LOCAL, "maxConcurrent": 2})
    assert column() == LATER
    (second,) = operator_pods(benchmarks)
    assert second not in first
    container = benchmarks.json("get", "deployment", OURS)["spec"]["template"]["spec"]
    assert {"name": "MODELBENCH_MAX_CONCURRENT", "value": "2"} in container["containers"][0]["env"]
    assert "Phase:          Succeeded" in release("test", "--timeout=180s")
    assert benchmarks.get() == measured

    release("rollback", "1", "--wait", "--timeout=240s")
    assert column() == COLUMN
    assert len(cluster_roles()) == 5
    release("uninstall", "--wait")
    assert cluster_roles() == []
    left = ("get", "deployments,services,pods", SELECTOR, "-o", "name")
    wait_until(lambda: not benchmarks.kubectl(*left), 180, "nothing of the release is left")
    assert benchmarks.get() == measured
