"""What up, down, images and status do.

``up`` ends only when a Knative Service was answered through the ingress and the metrics API has
figures. It goes from what is there: it starts what was stopped, resumes what was half-installed,
and makes the cluster anew when it is half-made, was made of other parts, or does not come back
healthy in time.
"""

from dataclasses import dataclass, field

from cluster import metrics, programs
from cluster.application import ApplicationImages
from cluster.engine import Engine
from cluster.guard import Guard
from cluster.images import Images
from cluster.installation import Installation
from cluster.knative import small_dns
from cluster.node import Node, configuration_key
from cluster.preparation import Preparation, Prepared
from cluster.probe import Probe
from cluster.release import Release
from cluster.revival import Revival
from cluster.settings import ClusterError, Settings
from cluster.shell import Shell, wait_until
from cluster.steps import say, step

FIRST_ANSWER_SECONDS = 240
LATER_ANSWER_SECONDS = 150
FIGURES_SECONDS = 120


@dataclass
class Lifecycle:
    """One call's work on one cluster."""

    settings: Settings
    shell: Shell = field(init=False)
    images: Images = field(init=False)
    node: Node = field(init=False)
    preparation: Preparation = field(init=False)
    made_of: Prepared = field(init=False)

    def __post_init__(self) -> None:
        self.shell = Shell(self.settings)
        self.images = Images(self.shell)
        self.node = Node(self.shell, self.images)
        self.preparation = Preparation(self.shell, self.images, self.node)

    def up(self) -> None:
        """Bring the cluster up, or back."""
        self.made_of = self.preparation.of_cluster()
        self._started = self.made_of.engine_started
        fresh = self._ensure_node()
        if not self._ensure_working(fresh):
            if fresh:
                raise self._failed("no answer came through the ingress in time")
            self._delete("it did not become healthy in time")
            self._create()
            if not self._ensure_working(fresh=True):
                raise self._failed("no answer came through the ingress in time")
        self._wait_for_figures()
        say(f"the cluster {self.settings.name} is ready: KUBECONFIG={self.settings.kubeconfig}")

    def load_images(self) -> None:
        """Build and load the images of this repository."""
        prepared, application = self._application()
        base = prepared.parts.python_image()
        application.ensure(base, {"prometheus": prepared.parts.prometheus_image()})

    def load_examples(self) -> None:
        """Build and load the images that only some examples and the long tests need."""
        prepared, application = self._application()
        application.ensure_examples(prepared.parts.python_image())

    def _application(self) -> tuple[Prepared, ApplicationImages]:
        prepared = self.preparation.of_cluster()
        if not self.node.running():
            raise ClusterError("the cluster is not up: run 'make cluster' first")
        images = ApplicationImages(self.shell, prepared.builder, self.images, self.node)
        return prepared, images

    def release(self, registry: str) -> None:
        """Build the images of the product for a registry, which takes no cluster."""
        prepared = self.preparation.of_builds()
        application = ApplicationImages(self.shell, prepared.builder, self.images, self.node)
        Release(application, registry).build(prepared.parts.python_image())

    def helm(self) -> None:
        """Build Helm, which the cluster itself does not need."""
        builder, versions = self.preparation.of_builds().builder, self.settings.versions
        helm = programs.helm(versions["HELM_VERSION"], versions["KUBERNETES_VERSION"])
        self.preparation.link(builder, helm)

    def down(self) -> None:
        """Delete the cluster; what was built stays cached."""
        engine = Engine(self.shell)
        if not engine.answers() and not (self.settings.binaries / "kind").exists():
            say("nothing to delete: no Docker engine runs and nothing was built")
            return
        engine.ensure()
        if self.node.image() is None:
            say(f"there is no cluster {self.settings.name}")
            return
        self._refuse_foreign()
        with step(f"delete the cluster {self.settings.name}"):
            self.node.delete()

    def status(self) -> None:
        """Say in a few lines what runs."""
        if not Engine(self.shell).answers():
            say("Docker engine: does not answer")
            return
        say(f"Docker engine: answers; node {self.settings.node}: {self._node_state()}")
        if self.node.running():
            api = self.node.api_answers()
            say(f"API server: {'answers' if api else 'does not answer'}")
            record = self.node.record() if api else {}
            for key, value in sorted(record.items()):
                say(f"{key}: {value}")
        say(f"KUBECONFIG={self.settings.kubeconfig}")

    def _node_state(self) -> str:
        if self.node.image() is None:
            return "does not exist"
        return "runs" if self.node.running() else "is stopped"

    def _ensure_node(self) -> bool:
        """Make the API server answer; whether the cluster was made anew."""
        self._refuse_foreign()
        revival = Revival(self.node, self._started)
        configuration = configuration_key(self.made_of.patch)
        problem = revival.problem(self.made_of.parts.node_image(), configuration)
        self._started = revival.started
        if problem is None:
            return False
        if self.node.image() is not None:
            self._delete(problem)
        self._create()
        return True

    def _refuse_foreign(self) -> None:
        if self.node.is_foreign():
            raise ClusterError(
                f"there is a kind cluster {self.settings.name} that was not made here: it is left "
                "alone; set MODELBENCH_CLUSTER_NAME to another name"
            )

    def _delete(self, problem: str) -> None:
        say(f"{problem}: the cluster is made anew")
        # Before the old cluster is given up, for this may fail.
        self.made_of.parts.ensure_node_image()
        self.node.delete()

    def _create(self) -> None:
        image = self.made_of.parts.ensure_node_image()
        with step(f"create the kind cluster {self.settings.name}"):
            self.node.create(image, self.made_of.patch)
            small_dns(self.shell)
            self.node.write_record({"configuration": configuration_key(self.made_of.patch)})

    def _ensure_working(self, fresh: bool) -> bool:
        """Install what is not there as pinned, then ask through the ingress."""
        parts = (Guard(self.node), self.made_of.metrics, self.made_of.knative)
        installed = Installation(self.node, parts).ensure()
        seconds = FIRST_ANSWER_SECONDS if fresh else LATER_ANSWER_SECONDS
        program = self.made_of.builder.build(programs.LOCAL) / "probe"
        probe = Probe(self.shell, self.node, self.images, self.made_of.knative.ingress)
        cold = self.made_of.knative.name in installed or self._started
        key = self.made_of.builder.key(programs.LOCAL)
        return probe.check(program, key, cold=cold, timeout_seconds=seconds)

    def _wait_for_figures(self) -> None:
        """Until the metrics API answers; a cluster without it is no reason to make it anew."""
        with step("ask the metrics API"):
            if not wait_until(lambda: metrics.answers(self.shell), FIGURES_SECONDS, 1):
                raise self._failed("metrics-server had no figures of the node in time")

    def _failed(self, problem: str) -> ClusterError:
        look = f"KUBECONFIG={self.settings.kubeconfig} kubectl get pods --all-namespaces"
        return ClusterError(f"{problem}; look at {look}")
