"""Work whose transaction was undone runs anew: three times in all, and not what is half done."""

import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure
from sqlalchemy.exc import OperationalError

from storage.undone import anew


class Work:
    """Ends with these faults of the database, one a time, and then well."""

    def __init__(self, *faults: type[Exception]) -> None:
        self.faults = list(faults)
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        if self.faults:
            raise OperationalError("UPDATE", {}, self.faults.pop(0)())
        return "done"


@pytest.mark.parametrize("fault", [DeadlockDetected, SerializationFailure])
def test_what_was_undone_for_anothers_sake_runs_anew(fault: type[Exception]) -> None:
    assert anew(Work(fault, fault)) == "done"


@pytest.mark.parametrize(
    ("work", "times"),
    [
        pytest.param(Work(*[DeadlockDetected] * 3), 3, id="undone again and again"),
        pytest.param(Work(LockNotAvailable), 1, id="another fault"),
    ],
)
def test_it_ends_with_the_error_when(work: Work, times: int) -> None:
    with pytest.raises(OperationalError):
        anew(work)

    assert work.times == times


def test_what_is_done_in_part_does_not_begin_anew() -> None:
    work = Work(DeadlockDetected)

    with pytest.raises(OperationalError):
        anew(work, unless=lambda: True)

    assert work.times == 1
