"""What every part of a run works with."""

from dataclasses import dataclass
from random import Random

from modelbench.api.names import Names
from modelbench.api.spec import Spec
from modelbench.kube.client import KubernetesApi
from modelbench.runner.clock import Clock
from modelbench.runner.observer import Observer


@dataclass(frozen=True)
class Context:
    """One benchmark as the runner holds it."""

    api: KubernetesApi
    names: Names
    spec: Spec
    observer: Observer
    clock: Clock
    random: Random
