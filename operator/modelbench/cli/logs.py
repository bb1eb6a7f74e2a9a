"""``modelbench logs``: what the runner of a benchmark says."""

import time
from collections.abc import Iterator

import click

from modelbench.api.conditions import is_finished
from modelbench.api.names import RUNNER
from modelbench.cli import options
from modelbench.cli.client import Benchmarks, Document

_PAUSE_SECONDS = 1.0
_WAITING = ("Pending", "Unknown")


@click.command()
@click.argument("name")
@options.namespace
@click.option("-f", "--follow", is_flag=True, help="Wait for more until the runner ends.")
@click.pass_obj
def logs(benchmarks: Benchmarks, name: str, namespace: str | None, follow: bool) -> None:
    """Show the log of a benchmark's runner.

    When there is no runner, what remains is shown: its conditions and events.
    """
    benchmark = benchmarks.get(namespace, name)
    pod = _runner_pod(benchmarks, benchmark)
    while follow and pod is None and not is_finished(benchmark.get("status", {})):
        time.sleep(_PAUSE_SECONDS)
        benchmark = benchmarks.get(namespace, name)
        pod = _runner_pod(benchmarks, benchmark)
    if pod is None:
        click.echo(f"There is no runner of {name}; what remains are:", err=True)
        for line in _remains(benchmark, benchmarks.events(namespace, name)):
            click.echo(line)
        return
    for line in benchmarks.runner_log(namespace, pod, follow=follow):
        click.echo(line)


def _runner_pod(benchmarks: Benchmarks, benchmark: Document) -> str | None:
    """The newest that has started."""
    metadata = benchmark["metadata"]
    pods = benchmarks.pods(metadata["namespace"], metadata["name"], RUNNER)
    started = [pod for pod in pods if pod["status"].get("phase") not in _WAITING]
    return started[-1]["metadata"]["name"] if started else None


def _remains(benchmark: Document, events: list[Document]) -> Iterator[str]:
    for condition in benchmark.get("status", {}).get("conditions", ()):
        state = f"{condition['type']}={condition['status']} ({condition['reason']})"
        yield f"{condition['lastTransitionTime']}  {state}: {condition['message']}"
    for event in events:
        when = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        yield f"{when}  Event {event['reason']}: {event['message']}"
