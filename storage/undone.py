"""Transactions that PostgreSQL undid for another's sake: nothing of them is done, so they run anew.

Two that wait for each other's rows would wait for ever, and so one of them is undone. The order
in which rows are held (`storage.holding`) makes that rare; this is for when it happens.
"""

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)

Done = TypeVar("Done")

UNDONE: Final = frozenset({"40P01", "40001"})  # deadlock_detected, serialization_failure
# The other one has what it waited for by then, but for a moment in which both begin again.
TRIES: Final = 3


def anew(work: Callable[[], Done], *, unless: Callable[[], bool] | None = None) -> Done:
    """Do the work of one transaction; anew, three times in all, when it was undone for another.

    ``unless`` says that something of the work was done all the same, so that it ends with the
    error.
    """
    for _ in range(TRIES - 1):
        try:
            return work()
        except OperationalError as error:
            if not _was_undone(error) or (unless is not None and unless()):
                raise
            log.info("a transaction was undone for another's sake and ran again")
    return work()


def _was_undone(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) in UNDONE
