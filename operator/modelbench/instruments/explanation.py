"""Why a variant does not answer, as far as its pods themselves tell."""

from modelbench.api.reasons import BenchmarkError
from modelbench.api.variants import Variant
from modelbench.instruments.observer import Observer
from modelbench.pods.diagnosis import diagnose_pod


def by_its_pods(observer: Observer, variant: Variant, error: BenchmarkError) -> BenchmarkError:
    """What is wrong with a pod of the variant, such as no room for it; else the error as it is."""
    found = (diagnose_pod(pod.object) for pod in observer.pods(variant.name))
    return next((one for one in found if one is not None), error)
