"""``modelbench logs``: what the runner of a benchmark says."""

import time
from collections.abc import Iterator

import click

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document, read_benchmark
from modelbench.display.texts import one_line, printable

_PAUSE_SECONDS = 1.0
"""People see no lag, and the API server no load."""

_WAITING = ("Pending", "Unknown")


@click.command()
@click.argument("name", shell_complete=options.benchmark_names)
@options.namespace
@click.option("-f", "--follow", is_flag=True, help="Follow the log until the runner ends.")
@click.pass_obj
def logs(benchmarks: Benchmarks, name: str, namespace: str | None, follow: bool) -> None:
    """Show the log of a benchmark's runner.

    When there is no runner, what remains is shown: its conditions and events.
    """
    document = benchmarks.get(namespace, name)
    pod = _runner_pod(benchmarks, document)
    while follow and pod is None and not read_benchmark(document).is_finished:
        time.sleep(_PAUSE_SECONDS)
        document = benchmarks.get(namespace, name)
        pod = _runner_pod(benchmarks, document)
    if pod is None:
        click.echo(f"{name} has no runner; its conditions and events:", err=True)
        events = benchmarks.events(namespace, name)
        for line in _remains(read_benchmark(document), events):
            click.echo(line)
        return
    for line in benchmarks.runner_log(namespace, pod, follow=follow):
        click.echo(printable(line.expandtabs()))


def _runner_pod(benchmarks: Benchmarks, document: Document) -> str | None:
    """The newest that has started."""
    metadata = document["metadata"]
    pods = benchmarks.pods(metadata["namespace"], metadata["name"], Role.RUNNER)
    started = [pod for pod in pods if pod["status"].get("phase") not in _WAITING]
    return started[-1]["metadata"]["name"] if started else None


def _remains(benchmark: Benchmark, events: list[Document]) -> Iterator[str]:
    for one in benchmark.status.conditions:
        text = f"{one.type}={one.status} ({one.reason}): {one.message}"
        yield f"{one.last_transition_time}  {one_line(text)}"
    for event in events:
        when = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        text = f"Event {event['reason']}: {event['message']}"
        yield f"{when}  {one_line(text)}"
