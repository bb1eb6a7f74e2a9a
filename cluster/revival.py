"""Bringing back the cluster that is there, also after all of its processes were killed."""

from dataclasses import dataclass

from cluster.node import Node
from cluster.shell import Shell, wait_until
from cluster.steps import say, step

EXPORT_SECONDS = 30
API_SECONDS = 120
INTERRUPTED = "its creation was interrupted"
# Dead leaders gave these leases back to nobody, and the next would wait for them to expire: the
# control plane for a quarter of a minute, Knative for more than a minute. A leader that lives after
# all makes its lease anew. Not all of kube-system's, for some of those are no leader's.
LEADERS_LEASES = {
    "kube-system": ("kube-controller-manager", "kube-scheduler"),
    "knative-serving": ("--all",),
    "projectcontour": ("--all",),
    "kourier-system": ("--all",),
}


@dataclass
class Revival:
    """One attempt; ``started`` says whether anything had to be started, so that all had stopped."""

    node: Node
    started: bool

    def problem(self, image: str, configuration_key: str) -> str | None:
        """Why the cluster of this image and configuration cannot be brought back; None: it is."""
        return (
            self._problem_of_container(image)
            or self._problem_of_api()
            or self._problem_of_record(configuration_key)
        )

    def _problem_of_container(self, image: str) -> str | None:
        found = self.node.image()
        if found is None:
            return "there is none"
        if found != image:
            return "it was made of another node image"
        if self.node.running():
            return None
        say("the cluster was stopped: it is brought back")
        self.started = True
        return None if self.node.start() else "its container does not start"

    def _problem_of_api(self) -> str | None:
        if not wait_until(self.node.export_kubeconfig, EXPORT_SECONDS):
            return INTERRUPTED
        if not self.node.api_answers():
            with step("wait for the API server"):
                if not self.node.wait_for_api(API_SECONDS):
                    return f"its API server did not answer within {API_SECONDS} s"
        return None

    def _problem_of_record(self, configuration_key: str) -> str | None:
        record = self.node.record()
        if "configuration" not in record:
            return INTERRUPTED
        if record["configuration"] != configuration_key:
            return "kind-config.yaml has changed"
        if self.started:
            with step("release the leases of dead leaders"):
                release_leases(self.node.shell)
        return None


def release_leases(shell: Shell) -> None:
    """Delete the leases of leaders that are dead; one that stays only costs time."""
    for namespace, which in LEADERS_LEASES.items():
        flags = [f"--namespace={namespace}", "--ignore-not-found", "--wait=false"]
        shell.attempt(["kubectl", "delete", "leases", *which, *flags])
