"""An OCI runtime that asks for no capability which this machine cannot give, then runs runc.

Docker asks for every capability in a privileged container. On a machine whose own bounding set
lacks one (CAP_SYS_RESOURCE in many sandboxes) runc refuses the whole container. This program
stands between dockerd and runc: it takes the missing capabilities out of the container's
``config.json`` (create, run) and of the ``--process`` file (exec). It is copied beside the other
tools with a first line that names the interpreter, and must need nothing but the standard library.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

RUNC = "runc"
# Names by number, as in linux/capability.h.
CAPABILITIES = (
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE "
    "NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO "
    "SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME "
    "SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG "
    "WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)


def bounding_set(status_text: str) -> frozenset[str]:
    """The capability names in the CapBnd line of a ``/proc/<pid>/status`` text."""
    line = next(line for line in status_text.splitlines() if line.startswith("CapBnd:"))
    mask = int(line.split()[1], 16)
    return frozenset(
        f"CAP_{name}" for number, name in enumerate(CAPABILITIES.split()) if mask >> number & 1
    )


def bounded_process(process: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The OCI process with only allowed capabilities in each of its sets."""
    capabilities = process.get("capabilities") or {}
    bounded = {
        kind: [name for name in names if name in allowed] for kind, names in capabilities.items()
    }
    return {**process, "capabilities": bounded} if capabilities else process


def _argument(arguments: list[str], *names: str) -> str | None:
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name in names:
            return value or arguments[index + 1]
    return None


def _rewrite(path: Path, inner: str | None, allowed: frozenset[str]) -> None:
    document = json.loads(path.read_text())
    if inner is None:
        document = bounded_process(document, allowed)
    elif inner in document:
        document[inner] = bounded_process(document[inner], allowed)
    path.write_text(json.dumps(document))


def bound(arguments: list[str], allowed: frozenset[str]) -> None:
    """Rewrite the file that these runc arguments make it read, when there is one."""
    if "create" in arguments or "run" in arguments:
        bundle = Path(_argument(arguments, "--bundle", "-b") or ".")
        _rewrite(bundle / "config.json", "process", allowed)
    elif "exec" in arguments:
        process_file = _argument(arguments, "--process", "-p")
        if process_file is not None:
            _rewrite(Path(process_file), None, allowed)


def main() -> None:
    """Bound what runc is about to read, then become runc."""
    bound(sys.argv[1:], bounding_set(Path("/proc/self/status").read_text()))
    os.execvp(RUNC, [RUNC, *sys.argv[1:]])


if __name__ == "__main__":
    main()
