"""The certificates that Slack's are checked against."""

import ssl
from functools import cache


def trust_for(url: str) -> ssl.SSLContext | None:
    """Return what calls to an address trust; None where nothing is encrypted. Threads share it."""
    return _machines_certificates() if url.startswith("https:") else None


@cache
def _machines_certificates() -> ssl.SSLContext:
    """Return the certificates this machine trusts, read once.

    Left to itself, Python 3.11 reads all of them for each connection: 25 ms of the processor
    for a call, where a whole press takes 5.
    """
    return ssl.create_default_context()
