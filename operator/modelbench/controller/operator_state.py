"""What lives as long as the operator's process, whatever becomes of the watch."""

from dataclasses import dataclass

from modelbench.controller.inventory import Inventory
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.controller.store import Key, Store
from modelbench.controller.watch_monitor import WatchMonitor
from modelbench.controller.worker import Worker
from modelbench.kube.client import KubernetesApi


@dataclass(frozen=True)
class OperatorState:
    """What the handlers work with."""

    store: Store
    watch_monitor: WatchMonitor
    inventory: Inventory
    worker: Worker


def assemble(api: KubernetesApi, settings: Settings) -> OperatorState:
    """Create all of it; nothing is started."""
    store, watch_monitor = Store(), WatchMonitor()
    inventory = Inventory(api, store, watch_monitor)
    reconciler = Reconciler(api, settings, inventory=inventory)

    def measures(key: Key) -> bool:
        found = store.get(key)
        return found is not None and found.is_measuring

    worker = Worker(reconciler.reconcile, reconciler.due, is_urgent=measures)
    return OperatorState(store, watch_monitor, inventory, worker)
