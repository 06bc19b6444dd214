"""What the clock starts, with our own channel in every state: nothing of ours goes there."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.cli import export
from bot.flows.kickoff import link_answers as confirm_answers
from bot.web import confirm_page
from bot.web.confirm_page import Filled
from storage.confirm_links import ConfirmLink
from storage.database import Database
from storage.partners import Channel, ChannelKind
from storage.people import Person
from storage.tables import metadata
from storage.workspaces import Workspace
from tests.factories import NOW
from tests.leaks import canaries, sinks, workspace
from tests.leaks.ledgers import Ledger
from tests.leaks.marks import OURS_ALONE, found
from tests.leaks.office import Office, opened
from tests.leaks.sinks import CHANNEL, PRIVATE, Said
from tests.leaks.town import BOT, CHANNELS

# Mornings like any other, and the days of the review of 25 February, all after 9 in New York.
MORNINGS = [
    datetime(*day, 15, 30, tzinfo=UTC)
    for day in (
        (2026, 11, 25),
        (2026, 11, 30),
        (2027, 2, 11),
        (2027, 2, 18),
        (2027, 2, 24),
        (2027, 2, 26),
    )
]


def without_channel(
    session: Session, made: Workspace, people: dict[str, Person]
) -> dict[str, Ledger]:
    """Fill the workspace; which channel is ours each test says."""
    ledgers = workspace.fill(session, made, people, [])
    canaries.rows_of_no_partner(session, made)
    session.flush()
    canaries.put(session, ledgers)
    return ledgers


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    patch = pytest.MonkeyPatch()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'ledger.db'}")
    metadata.create_all(database.engine)
    try:
        with opened(database, patch, fill=without_channel) as made:
            made.keep()
            yield made
    finally:
        patch.undo()
        database.close()


def lived(office: Office, channel: str) -> list[Said]:
    """Let the mornings come with our own channel in that state; return all that was written."""
    office.put_back()
    with office.database.within(office.workspace_id).transaction() as session:
        session.add(
            Channel(
                workspace_id=office.workspace_id,
                partner_id=office.ledgers["a"]["partner"],
                slack_channel_id=channel,
                kind=ChannelKind.INTERNAL,
            )
        )
    office.sandbox.calls.clear()
    for now in MORNINGS:
        office.clock.move(now)
        office.bot.tick_at(now)
    office.clock.move(NOW)
    said = []
    for call in office.sandbox.calls:
        if call.result.get("ok"):
            said += list(sinks.called(call, ""))
    return said


def _who(office: Office, place: str) -> str:
    """Return the person whose conversation with the bot it is."""
    if not place.startswith("D"):
        return place
    [person] = [one for one in office.sandbox.world.channels[place].members if one != BOT]
    return person


@pytest.mark.parametrize("channel", [name for name in CHANNELS if name != "C0SHARED"])
def test_nothing_of_ours_is_written_where_others_read(
    office: Office, lines: io.StringIO, channel: str
) -> None:
    said = lived(office, channel)

    posted = [each for each in said if each.way == CHANNEL]
    direct = [each for each in said if each.way == PRIVATE]
    for each in posted:
        assert sinks.leaks(each) == set(), each
        assert not sinks.speaks_of_ours(each), each
    # An upload has no place: it is seen where a message shows it.
    assert {_who(office, each.place) for each in direct if each.place} <= sinks.OUR_USERS
    there = [each for each in posted if each.place == channel]
    if sinks.is_ours_alone(channel):
        assert any(OURS_ALONE.search(json.dumps(each.content)) for each in there)
    else:
        assert there == []
    assert found(lines.getvalue()) == set()


def test_the_mornings_give_every_kind_of_job_something_to_do(office: Office) -> None:
    lived(office, "C0INTERNAL")

    rules = {str(row[0]) for row in office.ask("SELECT DISTINCT rule FROM outbox")}
    assert rules >= {
        "daily",
        "late",
        "partner_week",
        "qbr_followup",
        "qbr_pack",
        "qbr_summary",
        "slip",
    }


def test_the_page_behind_a_link_shows_what_both_sides_may_read(office: Office) -> None:
    office.put_back()
    with office.database.within(office.workspace_id).reading() as session:
        links = {row.partner_id: row.token_hash for row in session.exec(select(ConfirmLink))}
        token_hash = links[office.ledgers["a"]["partner"]]
        shown = confirm_answers.shown(session, token_hash, now=NOW)
        assert shown is not None
        html = confirm_page.kickoff(
            shown, confirm_page.names(session, shown), Filled(), mark="mark"
        )

    assert ("s", "a") in found(html)
    assert {word for word in found(html) if word[0] != "n"} == {("s", "a")}


def test_an_export_says_nothing_of_what_it_holds(
    office: Office, lines: io.StringIO, tmp_path: Path
) -> None:
    office.put_back()
    export.run(office.database, kind="all", path=tmp_path / "all.xlsx", now=NOW)
    export.run(office.database, kind="touches", path=tmp_path / "touches.csv", now=NOW)

    assert ("i", "a") in found((tmp_path / "touches.csv").read_text(encoding="utf-8"))
    assert found(lines.getvalue()) == set()
    for (after,) in office.ask("SELECT after FROM audit WHERE action LIKE 'export%'"):
        assert found(after) == set()
