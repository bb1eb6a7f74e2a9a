"""Pod templates: a real one, and random ones as people may write them."""

import random
from copy import deepcopy

REAL = {
    "metadata": {"labels": {"team": "vision"}, "annotations": {"example.com/owner": "me"}},
    "spec": {
        "serviceAccountName": "models",
        "runtimeClassName": "nvidia",
        "priorityClassName": "high",
        "nodeSelector": {"gpu": "yes"},
        "affinity": {"nodeAffinity": {}},
        "tolerations": [{"key": "gpu", "operator": "Exists"}],
        "imagePullSecrets": [{"name": "registry"}],
        "securityContext": {"fsGroup": 1000},
        "terminationGracePeriodSeconds": 90,
        "volumes": [
            {"name": "shm", "emptyDir": {"medium": "Memory"}},
            {"name": "weights", "persistentVolumeClaim": {"claimName": "weights"}},
            {"name": "settings", "configMap": {"name": "settings"}},
        ],
        "initContainers": [
            {
                "name": "fetch",
                "image": "example.com/fetch:1",
                "volumeMounts": [
                    {"name": "weights", "mountPath": "/w"},
                    {"name": "settings", "mountPath": "/s"},
                ],
            }
        ],
        "containers": [
            {
                "name": "cache",
                "image": "example.com/cache:1",
                "ports": [{"name": "cache", "containerPort": 6379}],
                "readinessProbe": {"tcpSocket": {"port": "cache"}},
            },
            {
                "name": "model",
                "image": "example.com/server:1",
                "args": ["--port", "8000"],
                "ports": [
                    {"name": "http", "containerPort": 8000, "protocol": "TCP"},
                    {"name": "metrics", "containerPort": 8002},
                ],
                "env": [
                    {"name": "LEVEL", "value": "info"},
                    {
                        "name": "TOKEN",
                        "valueFrom": {"secretKeyRef": {"name": "hub", "key": "token"}},
                    },
                ],
                "envFrom": [{"configMapRef": {"name": "settings"}}],
                "resources": {
                    "requests": {"cpu": 2},
                    "limits": {"memory": "8Gi", "nvidia.com/gpu": 1},
                },
                "startupProbe": {
                    "httpGet": {"path": "/health", "port": "http"},
                    "failureThreshold": 120,
                },
                "readinessProbe": {
                    "httpGet": {"path": "/ready", "port": "http"},
                    "periodSeconds": 5,
                },
                "livenessProbe": {"httpGet": {"path": "/health", "port": 8000}},
                "lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}},
                "securityContext": {"runAsUser": 0},
                "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}],
            },
        ],
    },
}
PORT = 8000


def real(**spec):
    """The real template with these fields of its pod's spec in place of its own."""
    found = deepcopy(REAL)
    found["spec"] |= spec
    return found


def model(template, **fields):
    """``spec.model`` of a template."""
    return {"template": template, "port": PORT, "request": {}, **fields}


def random_template(seed):
    """Any pod that has the form of one, and now and then one that has not."""
    return _Maker(random.Random(seed)).template()


class _Maker:
    def __init__(self, chance):
        self._chance = chance

    def template(self):
        names = self._chance.sample(["server", "cache", "queue", "user-container"], 3)
        if self._often(0.8):
            names[0] = "model"
        spec = {"containers": [self._container(name) for name in names[: self._number(1, 3)]]}
        makers = {
            "initContainers": lambda: [self._init_container(f"init-{n}") for n in range(2)],
            "volumes": self._volumes,
            "restartPolicy": lambda: self._one("Always", "Never"),
            "terminationGracePeriodSeconds": lambda: self._number(0, 600),
            "serviceAccountName": lambda: "models",
            "automountServiceAccountToken": lambda: self._one(True, False),
            "enableServiceLinks": lambda: self._one(True, False),
            "nodeSelector": lambda: {"a": "b"},
            "tolerations": lambda: [{"operator": "Exists"}],
            "affinity": lambda: {"nodeAffinity": {}},
            "runtimeClassName": lambda: "nvidia",
            "priorityClassName": lambda: "high",
            "hostNetwork": lambda: self._one(True, False),
            "dnsPolicy": lambda: self._one("ClusterFirst", "Default"),
            "securityContext": lambda: self._one({}, {"fsGroup": 5}),
            "imagePullSecrets": lambda: [{"name": "registry"}],
        }
        spec |= {name: make() for name, make in makers.items() if self._often(0.25)}
        if self._often(0.1):
            self._break(spec)
        return {"spec": spec, **({"metadata": self._metadata()} if self._often(0.5) else {})}

    def _container(self, name):
        made = {"name": name, "image": self._one("a:1", "b@sha256:" + "0" * 64, "c")}
        makers = {
            "ports": self._ports,
            "env": self._env,
            "envFrom": lambda: [{"secretRef": {"name": "s"}}],
            "resources": self._resources,
            "readinessProbe": self._probe,
            "livenessProbe": self._probe,
            "startupProbe": self._probe,
            "lifecycle": lambda: {self._one("preStop", "postStart"): {"sleep": {"seconds": 1}}},
            "securityContext": lambda: {"runAsUser": self._number(0, 2000)},
            "volumeMounts": lambda: [{"name": self._one("a", "b"), "mountPath": "/m"}],
            "command": lambda: ["serve"],
            "args": lambda: ["--port", "8000"],
            "imagePullPolicy": lambda: self._one("Always", "Never"),
            "stdin": lambda: True,
            "terminationMessagePolicy": lambda: "File",
        }
        return made | {key: make() for key, make in makers.items() if self._often(0.3)}

    def _init_container(self, name):
        made = {"name": name, "image": "fetch:1", "resources": self._resources()}
        if self._often(0.3):
            made["restartPolicy"] = "Always"
        return made

    def _ports(self):
        numbers = [PORT, 9000, 6379] if self._often(0.9) else [9090]
        return [
            {"containerPort": one, **({"name": f"p{one}"} if self._often(0.5) else {})}
            for one in numbers[: self._number(1, 3)]
        ]

    def _env(self):
        names = ["A", "B", "PORT", "K_SERVICE", "AWS_LAMBDA_RUNTIME_API"]
        chosen = names[:2] if self._often(0.85) else self._chance.sample(names, 3)
        return [
            {"name": name, **self._one({"value": "8000"}, {"value": ""}, {"valueFrom": {}})}
            for name in chosen
        ]

    def _resources(self):
        amounts = [1, 0.5, "1e3", "250m", ".5", "1Gi", "+2"]
        amounts += ["-1", "x"] if self._often(0.05) else []
        names = ["cpu", "memory", "ephemeral-storage", "example.com/gpu"]
        return {
            kind: {name: self._one(*amounts) for name in names if self._often(0.4)}
            for kind in ("requests", "limits")
            if self._often(0.7)
        }

    def _probe(self):
        port = self._one(PORT, PORT, f"p{PORT}", 9000)
        return self._one(
            {"httpGet": {"path": "/ready", "port": port}, "periodSeconds": 3},
            {"tcpSocket": {"port": port}},
            {"exec": {"command": ["true"]}},
            {"grpc": {"port": PORT}},
        )

    def _volumes(self):
        kinds = [{"emptyDir": {}}, {"secret": {"secretName": "s"}}, {"image": {"reference": "i"}}]
        return [{"name": name, **self._one(*kinds)} for name in ("a", "b")]

    def _metadata(self):
        return {"labels": {"a": "b"}, "annotations": {"c": "d"}}

    def _break(self, spec):
        """Put something where it does not belong, anywhere in the spec."""
        place = self._one(spec, spec["containers"][0])
        place[self._one(*place)] = self._one(None, 1, "x", [], {}, [None], [["a"]], {"a": None})

    def _number(self, lowest, highest):
        return self._chance.randint(lowest, highest)

    def _one(self, *values):
        return deepcopy(self._chance.choice(values))

    def _often(self, share):
        return self._chance.random() < share
