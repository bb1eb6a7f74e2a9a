"""What is done to the cluster, and undone."""

import contextlib
import json
import os
import re
import time

from tests.e2e.benchmarks import wait_until
from tests.e2e.test_queue import OPERATOR_PODS
from tools.kubectl import kubectl
from tools.program import output

NODE = f"{os.environ.get('MODELBENCH_CLUSTER_NAME', 'modelbench')}-control-plane"
SYSTEM = ("-n", "modelbench-system")
OPERATOR = (*SYSTEM, "deployment/modelbench-operator")
API_PORT = "6443"
CTR = "ctr -n k8s.io"
RUNNER = "app.kubernetes.io/component=runner"


def on_node(script, check=True):
    """The output of a shell script on the node."""
    return output("docker", "exec", NODE, "sh", "-c", script, check=check)


def operator_image():
    path = "jsonpath={.spec.template.spec.containers[0].image}"
    return kubectl(*SYSTEM, "get", "deployment", "modelbench-operator", "-o", path)


def scale_operator(replicas):
    kubectl("scale", *OPERATOR, f"--replicas={replicas}")
    wait_until(lambda: len(operator_pods()) == replicas, 120, f"{replicas} operators")


def operator_pods():
    """Those that run and are ready."""
    items = json.loads(kubectl(*SYSTEM, "get", "pods", "-l", OPERATOR_PODS, "-o", "json"))["items"]
    return [
        item["metadata"]["name"]
        for item in items
        if item["status"]["phase"] != "Pending" and "deletionTimestamp" not in item["metadata"]
    ]


def set_most_at_once(count):
    """Let so many benchmarks measure at the same time."""
    kubectl("set", "env", *OPERATOR, f"MODELBENCH_MAX_CONCURRENT={count}")
    kubectl("rollout", "status", *OPERATOR, "--timeout=180s")


def restart_operator():
    """As an upgrade does, with a pod of another template."""
    kubectl("rollout", "restart", *OPERATOR)
    kubectl("rollout", "status", *OPERATOR, "--timeout=180s")


def _runners(namespace):
    """A shell command that tells the ids of the containers of runners."""
    wanted = (
        'labels."io.kubernetes.container.name"==runner',
        f'labels."io.kubernetes.pod.namespace"=={namespace}',
    )
    return f"{CTR} containers ls -q '{','.join(wanted)}'"


def kill_runner(namespace):
    """SIGKILL to its process, as a crash is; False when none runs."""
    kill = f"for c in $({_runners(namespace)}); do {CTR} tasks kill -s SIGKILL $c && echo k; done"
    return "k" in on_node(kill, check=False)


def runner_mebibytes(namespace):
    """What the runner of a namespace holds, at most where the node knows that; 0: none runs."""
    metrics = f"for c in $({_runners(namespace)}); do {CTR} tasks metrics --format json $c; done"
    found = on_node(metrics, check=False)
    numbers = re.findall(r'"(?:max|rss|usage)": (\d+)', found)
    return max((int(number) for number in numbers), default=0) >> 20


def runner_pods(benchmarks, *, running=False):
    """The names of all pods that the runner's Job has had, or of those that run."""
    items = benchmarks.json("get", "pods", "-l", RUNNER)["items"]
    return [
        item["metadata"]["name"]
        for item in items
        if not running or item["status"]["phase"] == "Running"
    ]


def evict(benchmarks, pod):
    """As a drain asks for it."""
    body = {
        "apiVersion": "policy/v1",
        "kind": "Eviction",
        "metadata": {"name": pod, "namespace": benchmarks.namespace},
    }
    path = f"/api/v1/namespaces/{benchmarks.namespace}/pods/{pod}/eviction"
    kubectl("create", "--raw", path, "-f", "-", text=json.dumps(body), check=False)


def drain(seconds):
    """Drain the node of all that benchmarks run, and take it into use again."""
    flags = ("--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=120s")
    try:
        kubectl("drain", NODE, "--pod-selector=modelbench.dev/benchmark", *flags, check=False)
        time.sleep(seconds)
    finally:
        kubectl("uncordon", NODE)


@contextlib.contextmanager
def api_server_away(how="REJECT --reject-with tcp-reset"):
    """Nobody reaches the API server: connections are refused, or with DROP hang."""
    rule = f"INPUT -p tcp --dport {API_PORT} ! -i lo -j {how}"
    local = f"INPUT -p tcp --dport {API_PORT} -i lo ! -s 127.0.0.1 -j {how}"
    on_node(f"iptables -I {rule}; iptables -I {local}")
    try:
        yield
    finally:
        on_node(f"iptables -D {rule}; iptables -D {local}")
        wait_for_api()


@contextlib.contextmanager
def slow_etcd():
    """etcd stands still, so that requests hang."""
    on_node("kill -STOP $(pidof etcd)")
    try:
        yield
    finally:
        on_node("kill -CONT $(pidof etcd)")
        wait_for_api()


def kill_gateway():
    """All pods of Knative's gateway at once, Contour's or Kourier's."""
    selector = "app in (envoy, 3scale-kourier-gateway)"
    found = json.loads(kubectl("get", "pods", "--all-namespaces", "-l", selector, "-o", "json"))
    for item in found["items"]:
        name, namespace = item["metadata"]["name"], item["metadata"]["namespace"]
        kubectl("-n", namespace, "delete", "pod", name, "--grace-period=0", "--force")


def restart_node():
    """All processes of the node die at once, and come back."""
    output("docker", "kill", NODE)
    output("docker", "start", NODE)
    wait_for_api()
    # Dead leaders hold their leases for a minute, as `make cluster` has it.
    for namespace in ("knative-serving", "projectcontour"):
        kubectl("-n", namespace, "delete", "leases", "--all", "--wait=false", check=False)
    # What the API server reached by a cluster IP before the node's rules were there stays there.
    on_node("conntrack -D -d 10.96.0.0/16", check=False)


def wait_for_api():
    def answers():
        return kubectl("get", "--raw", "/readyz", check=False).strip() == "ok"

    wait_until(answers, 420, "the API server answers")


def wait_until_knative_answers():
    """Its webhook admits, its activator is ready, and the operator runs."""
    wait_for_api()
    for namespace in ("knative-serving", "projectcontour", "modelbench-system"):
        flags = ("-n", namespace, "wait", "deployments", "--all", "--for=condition=Available")
        wait_until(
            lambda flags=flags: "condition met" in kubectl(*flags, "--timeout=5s", check=False),
            300,
            f"all of {namespace} is there",
        )
