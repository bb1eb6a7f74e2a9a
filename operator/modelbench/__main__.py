"""What the image runs: operator, runner or generator. People use ``modelbench``."""

import argparse
import logging
import os
import signal
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the part that the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m modelbench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("operator", help="reconcile the ModelBenchmarks of a cluster")
    commands.add_parser("generator", help="send load when a runner asks")
    runner = commands.add_parser("runner", help="measure one ModelBenchmark")
    runner.add_argument("--namespace", required=True)
    runner.add_argument("--name", required=True)
    options = parser.parse_args(arguments)
    if options.command != "operator":
        signal.signal(signal.SIGTERM, _end_at_once)
    if options.command == "runner":
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
        from modelbench.runner.run import run

        run(options.namespace, options.name)
    elif options.command == "generator":
        from modelbench.load.agent import serve

        serve(os.environ["MODELBENCH_TOKEN"], os.environ["MODELBENCH_TARGETS"])
    else:
        from modelbench.controller.main import run_operator

        run_operator()


def _end_at_once(number: int, _frame: object) -> None:
    """End now: process 1 of a container does not hear the signal, and goes on until it is killed.

    The code is no success: a Job would take that for its end, and replace nothing.
    """
    os._exit(128 + number)


if __name__ == "__main__":
    main()
