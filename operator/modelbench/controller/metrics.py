"""The operator's own behaviour as Prometheus metrics. Results are in exposition.py."""

from prometheus_client import Counter, Gauge, Histogram

from modelbench import __version__
from modelbench.api.reasons import ENDING_REASONS

BUILD_INFO = Gauge("modelbench_build_info", "1, with the version of the operator.", ["version"])
BUILD_INFO.labels(__version__).set(1)

# Buckets from a look that finds nothing to do to one request that runs into its limit of 30 s.
RECONCILE_SECONDS = Histogram(
    "modelbench_reconcile_duration_seconds",
    "How long one step of one benchmark took.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
RECONCILE_ERRORS = Counter(
    "modelbench_reconcile_errors_total", "Steps that failed and were tried again."
)
BENCHMARKS_FINISHED = Counter(
    "modelbench_benchmarks_finished_total",
    "Finished benchmarks, by the reason of their Succeeded condition.",
    ["reason"],
)
for _reason in ENDING_REASONS:
    BENCHMARKS_FINISHED.labels(_reason)

API_REQUESTS = Counter(
    "modelbench_api_requests_total",
    "Kubernetes API requests of the operator's syncs, without Kopf's watch.",
    ["method"],
)
for _method in ("GET", "POST", "PATCH", "DELETE"):
    API_REQUESTS.labels(_method)


def count_api_request(method: str) -> None:
    """Count one more request with this HTTP method."""
    API_REQUESTS.labels(method).inc()
