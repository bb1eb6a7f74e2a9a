"""The parts of the operator that live as long as its process, whatever becomes of the watch."""

from dataclasses import dataclass

from modelbench.controller.hearing import Hearing
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.controller.store import Store
from modelbench.controller.survey import Survey
from modelbench.controller.worker import Worker
from modelbench.kube.client import KubernetesApi


@dataclass(frozen=True)
class Parts:
    """What the handlers work with."""

    store: Store
    hearing: Hearing
    survey: Survey
    worker: Worker


def assemble(api: KubernetesApi, settings: Settings) -> Parts:
    """All parts, none of them started."""
    store, hearing = Store(), Hearing()
    survey = Survey(api, store, hearing)
    reconciler = Reconciler(api, settings, survey=survey)
    return Parts(store, hearing, survey, Worker(reconciler.reconcile, reconciler.due))
