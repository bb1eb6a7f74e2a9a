"""A pod as a real model server has it: weights on a volume, a Secret, memory, others beside it."""

import contextlib
import json
import re
import subprocess

from tests.e2e.benchmarks import TEST_MODEL, wait_until
from tools.kubectl import kubectl

FLAGS = (
    "kubernetes.podspec-init-containers",
    "kubernetes.podspec-persistent-volume-claim",
    "kubernetes.podspec-tolerations",
    "kubernetes.podspec-volumes-emptydir",
    "multi-container",
)
TAINT = "modelbench.dev/real-pods"
TOLERATIONS = [{"key": TAINT, "operator": "Exists"}]
TOKEN = "t0ken-that-nobody-else-may-see"

PARTS, PART_BYTES, PART_SECONDS = 20, 10_000_000, 1.5
"""200 MB in 30 s: the kubelet's second of delay is within 5% of it."""

COPY = f"""
import time
began = time.monotonic()
with open('/weights/model.bin', 'rb') as weights, open('/dev/shm/model.bin', 'wb') as copy:
    for part in range({PARTS}):
        copy.write(weights.read({PART_BYTES}))
        time.sleep(max(0, began + (part + 1) * {PART_SECONDS} - time.monotonic()))
"""
WRITE = f"open('/weights/model.bin', 'wb').write(bytes({PARTS * PART_BYTES}))"
# The first process of a container ignores SIGTERM unless it has a handler.
STAY = "import os, signal; signal.signal(signal.SIGTERM, lambda *_: os._exit(0)); signal.pause()"


def python(program):
    return ["python3", "-S", "-P", "-c", program]


def weights(benchmarks):
    """A PersistentVolumeClaim with 200 MB on the node, and a Secret."""
    name = benchmarks.namespace
    size, mode = {"storage": "1Gi"}, ["ReadWriteOnce"]
    path = {"path": "/var/tmp/modelbench-e2e-weights", "type": "DirectoryOrCreate"}
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "capacity": size,
            "accessModes": mode,
            "hostPath": path,
            "claimRef": {"namespace": name, "name": "weights"},
            "storageClassName": "",
        },
    }
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "weights"},
        "spec": {
            "accessModes": mode,
            "storageClassName": "",
            "volumeName": name,
            "resources": {"requests": size},
        },
    }
    kubectl("create", "-f", "-", text=json.dumps(volume))
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(claim))
    benchmarks.kubectl("create", "secret", "generic", "hub", f"--from-literal=token={TOKEN}")
    _write(benchmarks)


def _write(benchmarks):
    container = {
        "name": "writer",
        "image": TEST_MODEL,
        "command": python(WRITE),
        "securityContext": {"runAsUser": 0},
        "volumeMounts": [{"name": "weights", "mountPath": "/weights"}],
    }
    spec = {
        "restartPolicy": "Never",
        "containers": [container],
        "volumes": [{"name": "weights", "persistentVolumeClaim": {"claimName": "weights"}}],
    }
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "writer"}, "spec": spec}
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(pod))
    benchmarks.kubectl("wait", "pod/writer", "--for=jsonpath={.status.phase}=Succeeded",
                       "--timeout=120s")  # fmt: skip
    benchmarks.kubectl("delete", "pod", "writer")


def template():
    """The pod: only its weights, memory, sidecar and probes make it unlike the test model's."""
    shared = [{"name": "shm", "mountPath": "/dev/shm"}]
    stored = [{"name": "weights", "mountPath": "/weights", "readOnly": True}]
    probe = {"httpGet": {"path": "/readyz", "port": 8080}}
    token = {"secretKeyRef": {"name": "hub", "key": "token"}}
    model = {
        "name": "model",
        "image": TEST_MODEL,
        "ports": [{"containerPort": 8080}],
        "env": [{"name": "HUB_TOKEN", "valueFrom": token}],
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
        "startupProbe": {**probe, "periodSeconds": 1, "failureThreshold": 60},
        "readinessProbe": probe,
        "volumeMounts": [*shared, *stored],
    }
    fetch = {
        "name": "fetch",
        "image": TEST_MODEL,
        "command": python(COPY),
        "volumeMounts": [*shared, *stored],
    }
    return {
        "spec": {
            "tolerations": TOLERATIONS,
            "volumes": [
                {
                    "name": "weights",
                    "persistentVolumeClaim": {"claimName": "weights", "readOnly": True},
                },
                {"name": "shm", "emptyDir": {"medium": "Memory"}},
            ],
            "initContainers": [fetch],
            "containers": [
                model,
                {"name": "sidecar", "image": TEST_MODEL, "command": python(STAY)},
            ],
        }
    }


def document(name="candidate"):
    """The benchmark. Its runner bears the taint of the only node too."""
    request = {
        "path": "/predict",
        "headers": [
            {
                "name": "Authorization",
                "valueFrom": {"secretKeyRef": {"name": "hub", "key": "token"}},
            }
        ],
        "body": "{}",
    }
    return {
        "apiVersion": "modelbench.dev/v1alpha1",
        "kind": "ModelBenchmark",
        "metadata": {"name": name},
        "spec": {
            "model": {
                "port": 8080,
                "request": request,
                "startTimeoutSeconds": 180,
                "template": template(),
            },
            "runner": {"tolerations": TOLERATIONS},
            "scenarios": {"coldStart": {"trials": 2, "maxTrials": 2, "lanes": 2}},
        },
    }


def allow_root(benchmarks):
    """Have the namespace admit pods of the baseline standard, too."""
    label = "pod-security.kubernetes.io/enforce=baseline"
    kubectl("label", "namespace", benchmarks.namespace, label, "--overwrite")


def set_flags(values):
    """Set flags of Knative; None takes one away."""
    patch = json.dumps({"data": values})
    kubectl("patch", "configmap/config-features", "-n", "knative-serving", "--type=merge",
            f"--patch={patch}")  # fmt: skip


@contextlib.contextmanager
def flags(names=FLAGS):
    """Puts these flags of Knative back in the end."""
    found = json.loads(
        kubectl("get", "configmap/config-features", "-n", "knative-serving", "-o", "json")
    )
    before = {flag: found.get("data", {}).get(flag) for flag in names}
    try:
        yield
    finally:
        set_flags(before)


@contextlib.contextmanager
def taint():
    """All nodes have a taint meanwhile, which keeps away what does not bear it."""
    kubectl("taint", "nodes", "--all", f"{TAINT}=yes:NoSchedule", "--overwrite")
    try:
        yield
    finally:
        kubectl("taint", "nodes", "--all", f"{TAINT}-")


def run_command_of(message):
    """Run the command that a message tells, as a person would copy it."""
    (command,) = re.findall(r"kubectl patch configmap/config-features .* -p '[^']*'", message)
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)
    return command


def wait_checked(benchmarks, accepted, words=""):
    """Until `modelbench check` says so: Knative's webhook notices a setting a little later."""

    def found():
        done = benchmarks.modelbench("check", "-f", "-", text=json.dumps(document()))
        return (done.returncode == 0) is accepted and words in " ".join(done.stdout.split())

    wait_until(found, 60, f"the check {'accepts' if accepted else 'refuses'} it")
