"""A sample of the matrix and of the strings on the other database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import MetaData
from sqlmodel import select

from handlers.registry import Kind
from storage.commitments import Commitment
from storage.database import Database
from tests.conftest import empty
from tests.leaks import canaries, sinks
from tests.leaks.cells import EVERY, Cell, body_of, moved
from tests.leaks.marks import mark
from tests.leaks.office import Office, opened
from tests.leaks.town import user_of

ABOUT = {
    "commitment.done": "commitment",
    "kickoff.read": "kickoff",
    "partner.show": "partner",
    "health.show": "partner",
    "qbr.show": "partner",
}


@pytest.fixture
def office(
    postgres_database: Database, metadata: MetaData, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    with opened(postgres_database, monkeypatch) as made:
        yield made
    postgres_database.close()
    empty(postgres_database, metadata)


def test_the_same_holds_on_postgresql(office: Office) -> None:
    with office.database.across_workspaces.reading() as session:
        assert canaries.missing(session) == []
    held = office.ledgers["a"]
    cells = [Cell(EVERY[Kind.ACTION, name], str(held[of])) for name, of in ABOUT.items()]
    cells += [Cell(EVERY[Kind.COMMAND, name]) for name in ("", "show", "health", "list", "audit")]

    for cell in cells:
        for person in ("outside", "guest", "other", "owner", "robot"):
            for channel in ("C0SHARED", "C0GUEST", "C0INTERNAL"):
                body = body_of(cell, office, user_of(person), channel)
                forged = [moved(body, office, "b")] if person != "owner" else []
                for sent in (body, *forged):
                    ack, calls = office.send(sent)
                    for said in sinks.left(cell.entry.kind, user_of(person), channel, ack, calls):
                        assert sinks.leaks(said) == set(), (cell.name, person, channel, said)
                        assert not sinks.speaks_of_ours(said)


def test_what_no_database_can_keep_is_left_out_of_what_is_typed(office: Office) -> None:
    word = mark("s")
    cell = Cell(EVERY[Kind.COMMAND, "commit"], f"send\x00 {word}\ud800 by Friday")

    ack, _ = office.send(body_of(cell, office, user_of("owner"), "C0INTERNAL"))

    assert word in str(ack)
    with office.database.across_workspaces.reading() as session:
        assert f"send {word}" in session.exec(select(Commitment.title)).all()
