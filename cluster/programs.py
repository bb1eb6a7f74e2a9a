"""Go programs built from the modules pinned under ``cluster/modules``, and our own two.

Each group is one cached folder of binaries, keyed by its go.mod, go.sum and local sources, the
linker's flags, the build tags and Go's own version.
"""

from dataclasses import dataclass
from pathlib import Path

from cluster.cache import key_of, publish
from cluster.settings import CLUSTER_FOLDER, REPOSITORY
from cluster.shell import Shell
from cluster.steps import step

MODULES = CLUSTER_FOLDER / "modules"


@dataclass(frozen=True)
class Programs:
    """A group of programs of one module, built by one call of the Go compiler.

    The module is named by its folder under ``cluster/modules``, or by an absolute path.
    """

    name: str
    module: str
    packages: tuple[str, ...]
    linker_flags: str = "-s -w"
    tags: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return MODULES / self.module


def kubernetes_linker_flags(version: str) -> str:
    """The flags that stamp a Kubernetes version (``1.34.4``) into its binaries."""
    major, minor, _ = version.split(".")
    stamps = [
        f"-X {package}.{name}={value}"
        for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
        for name, value in (
            ("gitVersion", f"v{version}"),
            ("gitMajor", major),
            ("gitMinor", minor),
            ("gitTreeState", "clean"),
        )
    ]
    return " ".join(["-s -w", *stamps])


def kubectl(version: str) -> Programs:
    flags = kubernetes_linker_flags(version)
    return Programs("kubectl", "kubernetes", ("k8s.io/kubernetes/cmd/kubectl",), flags)


def kubernetes(version: str) -> Programs:
    names = (
        "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet",
        "kubeadm",
    )  # fmt: skip
    packages = tuple(f"k8s.io/kubernetes/cmd/{name}" for name in names)
    return Programs("kubernetes", "kubernetes", packages, kubernetes_linker_flags(version))


def helm(version: str, kubernetes_version: str) -> Programs:
    """Helm; the Kubernetes version is what it renders charts for when it asks no cluster."""
    major, minor, _ = kubernetes_version.split(".")
    stamps = {"internal/version.version": f"v{version}"}
    for package in ("pkg/chartutil", "pkg/lint/rules"):
        stamps |= {f"{package}.k8sVersionMajor": major, f"{package}.k8sVersionMinor": minor}
    flags = [f"-X helm.sh/helm/v3/{name}={value}" for name, value in stamps.items()]
    return Programs("helm", "helm", ("helm.sh/helm/v3/cmd/helm",), " ".join(["-s -w", *flags]))


ETCD = Programs("etcd", "etcd", (".",))
# Its own list of plugins, without those of clouds and tracers. What it shares with Prometheus
# has mostly the same versions in both, and is compiled once.
COREDNS = Programs("coredns", "coredns", (".",))
KIND = Programs("kind", "kind", ("sigs.k8s.io/kind",))
CONTOUR = Programs("contour", "contour", ("github.com/projectcontour/contour/cmd/contour",))
LOCAL = Programs("local", "local", ("./pause", "./probe"))
SERVING_NAMES = ("activator", "autoscaler", "controller", "queue", "webhook")
SERVING = Programs(
    "knative-serving",
    "knative-serving",
    tuple(f"knative.dev/serving/cmd/{name}" for name in SERVING_NAMES),
)
INGRESS_NAMES = ("controller", "webhook")
INGRESS = Programs(
    "knative-ingress",
    "knative-ingress",
    tuple(f"knative.dev/net-gateway-api/cmd/{name}" for name in INGRESS_NAMES),
)
METRICS = Programs(
    "metrics-server", "metrics-server", ("sigs.k8s.io/metrics-server/cmd/metrics-server",)
)
# Of the ways to find targets only Kubernetes': the others bring the clients of every cloud.
PROMETHEUS = Programs(
    "prometheus",
    "prometheus",
    ("github.com/prometheus/prometheus/cmd/prometheus",),
    tags=("remove_all_sd", "enable_kubernetes_sd"),
)
CYCLONEDX = Programs(
    "cyclonedx-gomod",
    "cyclonedx-gomod",
    ("github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod",),
)
LOAD = Programs("load", str(REPOSITORY / "operator" / "load"), (".",))
# A model that streams on a plan, to test the instrument.
STREAMING_MODEL = Programs(
    "streaming-model", str(REPOSITORY / "tests" / "images" / "streaming-model"), (".",)
)


@dataclass(frozen=True)
class Builder:
    """Builds programs and finds the folders of the modules they come from."""

    shell: Shell
    go_version: str

    def key(self, programs: Programs) -> str:
        flags = (programs.linker_flags, self.go_version, "trimpath", *programs.tags)
        return key_of(programs.folder, programs.packages, *flags)

    def build(self, programs: Programs) -> Path:
        """The folder with the group's binaries; they are built when it is not there."""
        target = self.shell.settings.builds / f"{programs.name}-{self.key(programs)}"
        if target.is_dir():
            return target
        with step(f"build {programs.name} with Go"):
            return publish(target, lambda folder: self._compile(programs, folder))

    def _compile(self, programs: Programs, folder: Path) -> None:
        command = ["go", "build", "-trimpath", "-ldflags", programs.linker_flags]
        command += ["-tags", ",".join(programs.tags)]
        self.shell.run(
            [*command, "-o", f"{folder}/", *programs.packages],
            folder=programs.folder,
            extra={"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false"},
        )

    def module_folder(self, programs: Programs, module: str) -> Path:
        """Where the sources of a module that a group requires are, fetched when they are not."""
        command = ["go", "mod", "download", module]
        self.shell.run(command, folder=programs.folder)
        command = ["go", "list", "-m", "-f", "{{.Dir}}", module]
        return Path(self.shell.run(command, folder=programs.folder).strip())
