"""The command line: ``python3 -m cluster up|down|images|helm|release|status``."""

import argparse
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cluster.lifecycle import Lifecycle
from cluster.settings import ClusterError, Settings, load_settings
from cluster.steps import say

COMMANDS = {
    "up": "bring the cluster up, or back",
    "down": "delete the cluster; what was built stays cached",
    "images": "build the images of this repository and load them into the cluster",
    "examples": "build the images that only some examples and long tests need, and load them",
    "helm": "build Helm, for the tests of the chart",
    "release": "build the images that another cluster pulls from a registry",
    "status": "say in a few lines what runs",
}


def main() -> int:
    """Run one command; 1 when something has to be cured first."""
    parser = argparse.ArgumentParser(prog="python3 -m cluster", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in COMMANDS.items():
        command_parser = commands.add_parser(name, help=text)
        if name == "release":
            command_parser.add_argument("registry", help="such as registry.example.com/modelbench")
    options = parser.parse_args()
    command = options.command
    # Ending by an exception ends the program that runs and removes what is temporary.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        settings = load_settings()
        lifecycle = Lifecycle(settings)
        if command == "status":
            lifecycle.status()
            return 0
        with only_one(settings):
            if command == "release":
                lifecycle.release(options.registry)
                return 0
            run = {
                "up": lifecycle.up,
                "down": lifecycle.down,
                "images": lifecycle.load_images,
                "examples": lifecycle.load_examples,
                "helm": lifecycle.helm,
            }
            run[command]()
    except (ClusterError, OSError) as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted: the next call goes on from here")
        return 128 + signal.SIGINT
    return 0


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Let no two calls change the same home at once; the lock ends with its last holder."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "cluster.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another call to end ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        # For the programs that must have ended before the next call looks at what they made.
        os.set_inheritable(lock.fileno(), True)
        yield


if __name__ == "__main__":
    sys.exit(main())
