"""What breaks tells nobody what was being said: not the log, and not who asked."""

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import pytest

from bot.flows.partners import portfolio
from bot.jobs import timetable
from handlers.registry import Kind
from storage.database import Database
from tests.factories import NOW
from tests.leaks.cells import EVERY, Cell, body_of
from tests.leaks.marks import found, mark
from tests.leaks.office import Office, opened
from tests.leaks.town import CHANNELS, PEOPLE, user_of


class BrokenError(RuntimeError):
    """Something that broke over somebody's words."""


def breaks(*_: Any, **__: Any) -> Any:
    raise BrokenError(f"cannot say {mark('i')}", {"text": mark("s")}, "xoxb-1-secret")


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with opened(sqlite_database, monkeypatch) as made:
        yield made


def test_a_listener_that_breaks_says_a_reference_and_logs_where(
    office: Office, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio, "groups", breaks)
    cell = Cell(EVERY[Kind.COMMAND, "list"])

    ack, calls = office.send(body_of(cell, office, user_of("owner"), "C0INTERNAL"))

    assert "tell your admin this reference" in ack["text"]
    assert found(ack) == set()
    assert all(found(call.args) == set() for call in calls)
    assert "tests.leaks.test_failures.BrokenError" in lines.getvalue()
    assert "in breaks" in lines.getvalue()
    assert found(lines.getvalue()) == set()
    assert "secret" not in lines.getvalue()


def test_a_job_that_breaks_logs_where_and_no_more(
    office: Office, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "JOBS", {**timetable.JOBS, "late": breaks, "sweep": breaks})

    office.bot.tick_at(NOW)

    assert "tests.leaks.test_failures.BrokenError" in lines.getvalue()
    assert found(lines.getvalue()) == set()


@pytest.mark.parametrize("error", ["fatal_error", "invalid_auth", "ratelimited", "user_not_found"])
def test_what_slack_refuses_is_logged_by_its_code(
    office: Office, lines: io.StringIO, error: str
) -> None:
    for method in ("users.info", "conversations.info", "chat.postMessage", "views.open"):
        office.sandbox.faults.fail(method, error, times=50)

    for person in PEOPLE:
        for channel in CHANNELS:
            for name in ("show", "kickoff"):
                cell = Cell(EVERY[Kind.COMMAND, name])
                ack, _ = office.send(body_of(cell, office, user_of(person), channel))
                assert not any(kind == "i" for kind, _ in found(ack))

    assert found(lines.getvalue()) == set()


@pytest.mark.parametrize(
    "part", ["user", "actions", "view", "channel", "container", "team", "trigger_id"]
)
def test_a_payload_of_another_shape_is_not_logged(
    office: Office, lines: io.StringIO, part: str
) -> None:
    cell = Cell(EVERY[Kind.ACTION, "commitment.done"], mark("s"))
    body = body_of(cell, office, user_of("owner"), "C0SHARED")

    for odd in (None, [], 7, mark("s"), {"id": mark("s")}, [{"x": mark("s")}]):
        # Bolt itself stumbles over some of them, before they are ours.
        with contextlib.suppress(TypeError, AttributeError, LookupError):
            office.send({**body, part: odd})

    assert found(lines.getvalue()) == set()
    assert "/actions/" not in lines.getvalue()
