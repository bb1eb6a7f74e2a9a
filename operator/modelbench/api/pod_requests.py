"""What one pod of a model sets aside on a node."""

from decimal import Decimal

from modelbench.api.quantity import quantity
from modelbench.api.spec import Model


def pod_requests(model: Model) -> dict[str, Decimal]:
    """What is set aside for one pod, by resource, in base units: cores, bytes, counts.

    A limit stands in for a request that was left out, as Kubernetes has it.
    """
    resources = model.resources
    asked = {**resources.get("limits", {}), **resources.get("requests", {})}
    return {name: quantity(amount) for name, amount in asked.items()}
