"""Running seeds: a database of its own for each, ids and time from the seed alone."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

from bot.delivery import sender
from storage import tables
from storage.columns import Row
from storage.database import Database
from tests.simulation.invariants import Complaints
from tests.simulation.simulation import DAYS, Outcome, Simulation


def simulate(database: Database, seed: int, *, days: int = DAYS) -> Outcome:
    """Run one seed on an empty database."""
    with ExitStack() as stack:
        stack.enter_context(_ids_from(seed))
        simulation = Simulation(database, seed, days=days)
        stack.enter_context(patch.object(sender, "monotonic", simulation.clock.monotonic))
        stack.enter_context(_listened_to(Complaints(simulation.invariants)))
        return simulation.run()


class Lives:
    """A SQLite database for one life after the other, each beginning with no rows.

    They share its engine: much of a short life would go into compiling the same statements anew.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(f"sqlite:///{path}")
        tables.metadata.create_all(self._database.engine)

    def live(self, seed: int, *, days: int = DAYS) -> Outcome:
        """Run one seed."""
        with self._database.engine.begin() as connection:
            # At the commit all rows are gone. Workspaces go first: their trail may only follow.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in tables.metadata.sorted_tables:
                connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
        return simulate(self._database, seed, days=days)

    def end(self) -> None:
        """Close the database."""
        self._database.close()


@contextmanager
def somewhere_fast() -> Iterator[Path]:
    """Yield a folder for databases, in memory where there is such a place."""
    fast = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def _ids_from(seed: int) -> Iterator[None]:
    """Let every new row's id come from the seed, growing as UUIDv7 does."""
    rng, order = Random(seed), count(1)

    def new_id() -> UUID:
        return UUID(int=next(order) << 80 | rng.getrandbits(80), version=4)

    with ExitStack() as stack:
        for table in _tables(Row):
            field = table.model_fields["id"]
            stack.enter_context(patch.object(field, "default_factory", new_id))
        yield


def _tables(base: type[Row]) -> Iterator[type[Row]]:
    for found in base.__subclasses__():
        yield found
        yield from _tables(found)


@contextmanager
def _listened_to(handler: logging.Handler) -> Iterator[None]:
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
