"""Who holds the right to send: a process, named so that its neighbours can see it die."""

import os
import secrets
import socket
from pathlib import Path


def me() -> str:
    """Return a new name for this process."""
    return f"{_neighbourhood()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Say whether a process of this machine is known to be gone; in doubt it is not."""
    where, pid, _ = (*holder.split(":"), "", "")[:3]
    if where != _neighbourhood() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return False  # another dispatcher of our own process
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _neighbourhood() -> str:
    """Return where process ids mean the same: a host, and on Linux its namespace of them.

    Containers can share a host's name and not see each other's processes.
    """
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        namespace = ""
    return f"{socket.gethostname()}/{namespace.strip('pid:[]')}"
