"""Who holds the right to send: a process, named so that its neighbours can see it die."""

import os
import secrets
import socket


def me() -> str:
    """Return a new name for this process."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Say whether a process of this machine is known to be gone; in doubt it is not."""
    host, pid, _ = (*holder.split(":"), "", "")[:3]
    if host != socket.gethostname() or not pid.isdigit():
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
