"""The serverless variants while a benchmark runs, as Knative itself counts them."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import lines, words
from dashboard.queries import CHOSEN, over_time, scraped

TITLE = "While it runs"
READ = """\
Time series of Knative's autoscaler and of the queue-proxy in each serverless pod, while the
benchmark ran: choose that time above. Prometheus scrapes every 15 s; what is shorter than a minute
is easier to see on the results board. There is no data where Knative is not scraped.
"""
# A variant has several Knative Services, its lanes, which end in their numbers; no word of a
# variant's name begins with a digit.
_SERVICE = "$benchmark-{}(-[0-9]+)?"
_AUTOSCALED = (
    'namespace_name="$namespace"',
    f'service_name=~"{_SERVICE.format("$variant")}"',
)
_PODS = 'namespace="$namespace"', 'benchmark="$benchmark"', CHOSEN


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("As Knative counts", READ).span(24).height(3)
    yield pods().span(12).height(8)
    yield concurrency().span(12).height(8)
    yield requests().span(12).height(8)
    yield latency().span(12).height(8)


def pods() -> timeseries.Panel:
    description = "Pods that the autoscaler wants and pods that exist, over all lanes of a variant."
    panel = lines("Serverless pods over time", description, "none").decimals(0)
    for state, name in (("desired", "wanted"), ("actual", "there"), ("pending", "pending")):
        panel.with_target(over_time(name, _autoscaler(f"{state}_pods"), f"{{{{variant}}}} {name}"))
    return panel


def concurrency() -> timeseries.Panel:
    description = (
        "Concurrency that the autoscaler decides by: over the stable window, and over the shorter "
        "panic window."
    )
    panel = lines("Concurrency over time", description, "none")
    for window in ("stable", "panic"):
        series = _autoscaler(f"{window}_request_concurrency")
        panel.with_target(over_time(window, series, f"{{{{variant}}}} {window} window"))
    return panel


def requests() -> timeseries.Panel:
    description = "Requests that serverless pods answered, by status class."
    counted = _rate("revision_request_count")
    series = f"sum by (variant, response_code_class) ({counted})"
    panel = lines("Serverless requests over time", description, "reqps")
    legend = "{{variant}} {{response_code_class}}"
    return panel.with_target(over_time("requests", series, legend))


def latency() -> timeseries.Panel:
    description = (
        "From a request's arrival at the pod to its response, in the queue-proxy: without the "
        "network, and without the wait for a pod."
    )
    panel = lines("Serverless latency in the pod over time", description, "ms")
    buckets = f"sum by (variant, le) ({_rate('revision_request_latencies_bucket')})"
    for percentile in ("50", "95"):
        share = f"histogram_quantile(0.{percentile}, {buckets})"
        legend = f"{{{{variant}}}} p{percentile}"
        panel.with_target(over_time(f"p{percentile}", share, legend))
    return panel


def _autoscaler(name: str) -> str:
    """A sum for each variant, which the autoscaler's metrics have in the name of the service."""
    series = scraped(f"autoscaler_{name}", *_AUTOSCALED)
    pattern = _SERVICE.format("(.+?)")
    named = f'label_replace({series}, "variant", "$1", "service_name", "{pattern}")'
    return f"sum by (variant) ({named})"


def _rate(metric: str) -> str:
    return f"rate({scraped(metric, *_PODS)}[$__rate_interval])"
