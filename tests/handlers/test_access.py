"""Every listener against everybody who may not use it: nothing happens, nothing is told.

The matrix is made from the registry itself, so a new listener is in it from its first day.
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from slack_bolt.request import BoltRequest
from sqlmodel import select

from bot.app import entries
from bot.rules.policy import Who
from handlers.registry import Entry, Kind
from storage import partner_members
from storage.audit import Audit
from storage.columns import new_id
from storage.commitments import Commitment
from storage.goals import Goal
from storage.people import Person
from storage.tables import metadata
from storage.workspaces import Workspace
from tests.factories import make_commitment, make_goal, make_partner, make_person
from tests.handlers.conftest import ANA, BEN, GUS, SHARED, ZOE, Office

CANARY = "CANARY7"
OUTSIDE = {ANA: "T0ACME", GUS: "T0HOME"}
TEAMS = {**OUTSIDE, BEN: "T0HOME", ZOE: "T0RIVAL"}
EVERY = sorted(entries(), key=lambda entry: (entry.kind, entry.name))
_OPEN = {Who.ANYBODY, Who.READER, Who.PARTNER_PERSON}
OURS_ONLY = [each for each in EVERY if each.who not in _OPEN]
THEIRS_TOO = [each for each in EVERY if each.who in {Who.READER, Who.PARTNER_PERSON}]
CHANGES = [each for each in EVERY if each.who not in {Who.ANYBODY, Who.READER, Who.VIEWER}]


def body_of(entry: Entry, user: str, value: str) -> dict[str, Any]:
    """Return what Slack would send if this person used the listener in the shared channel."""
    who = {"id": user, "team_id": TEAMS[user]}
    common = {"user": who, "team": {"id": "T0HOME"}, "trigger_id": "1.2.x", "api_app_id": "A0BOT"}
    message = {"ts": "1.1", "text": "x", "blocks": [], "user": "U0BOT"}
    place = {"channel": {"id": SHARED, "name": "acme-shared"}, "message": message}
    private = json.dumps(
        dict.fromkeys(("id", "partner", "commitment", "goal", "kickoff", "topic", "pulse"), value)
    )
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": entry.name,
        "blocks": [],
        "state": {"values": {}},
        "private_metadata": private,
        "app_installed_team_id": "T0HOME",
        "hash": "1",
    }
    bodies: dict[Kind, Callable[[], dict[str, Any]]] = {
        Kind.COMMAND: lambda: {
            "command": "/partner",
            "text": f"{entry.name} Bravo",
            "user_id": user,
            "team_id": "T0HOME",
            "channel_id": SHARED,
            "trigger_id": "1.2.x",
        },
        Kind.ACTION: lambda: {
            **common,
            **place,
            "type": "block_actions",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": SHARED},
            "actions": [
                {"type": "button", "action_id": entry.name, "block_id": "b", "value": value}
            ],
        },
        Kind.VIEW: lambda: {**common, "type": "view_submission", "view": view},
        Kind.CLOSED: lambda: {**common, "type": "view_closed", "view": view},
        Kind.SHORTCUT: lambda: {**common, "type": "shortcut", "callback_id": entry.name},
        Kind.OPTIONS: lambda: {
            **common,
            "type": "block_suggestion",
            "action_id": entry.name,
            "block_id": "b",
            "value": "",
        },
        Kind.EVENT: lambda: {
            "type": "event_callback",
            "event_id": str(new_id()),
            "authorizations": [{"team_id": "T0HOME"}],
            "event": {"type": entry.name, "user": user, "tab": "home"},
        },
    }
    return bodies[entry.kind]()


def rows(office: Office) -> dict[str, int]:
    """Count everything but the people seen and the trail of who was refused."""
    left_out = {"person", "audit", "audithead", "slackevent"}
    with office.database.across_workspaces.reading() as session:
        return {
            table.name: len(session.execute(select(table)).all())  # type: ignore[call-overload]
            for table in metadata.tables.values()
            if table.name not in left_out
        }


def told(office: Office, answer: str) -> str:
    """Return all that left the bot: its answer, and every call it made to Slack."""
    calls = [json.dumps(call.args, default=str) for call in office.sandbox.calls]
    return "\n".join([answer, *calls])


@pytest.fixture
def other(office: Office) -> str:
    """Return the id of a commitment of another partner, every text of which is a canary."""
    with office.database.across_workspaces.transaction() as session:
        owner = session.exec(select(Person)).first()
        home = session.get_one(Workspace, office.bot.installation.tenant.workspace_id)
        bravo = make_partner(session, home, name=f"Bravo {CANARY}", owner=owner)
        row = make_commitment(session, bravo, title=f"Send {CANARY}")
        make_goal(session, bravo, metric=f"won {CANARY}")
        return str(row.id)


def use(office: Office, entry: Entry, user: str, value: str) -> str:
    request = BoltRequest(body=body_of(entry, user, value), mode="socket_mode")
    return str(office.bot.bolt.dispatch(request).body)


def test_every_listener_says_who_may_use_it() -> None:
    assert EVERY
    assert all(isinstance(entry.who, Who) for entry in EVERY)


@pytest.mark.parametrize("user", sorted(OUTSIDE))
def test_what_is_ours_alone_is_refused_and_written_down(
    office: Office, other: str, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = rows(office)

    for entry in OURS_ONLY:
        assert CANARY not in told(office, use(office, entry, user, other)), entry

    assert rows(office) == before
    assert CANARY not in caplog.text
    with office.database.across_workspaces.reading() as session:
        refused = [each for each in session.exec(select(Audit)) if each.action == "access.refused"]
    assert {(each.subject_kind, (each.after or {})["listener"]) for each in refused} == {
        (entry.kind.value, entry.name) for entry in OURS_ONLY
    }


@pytest.mark.parametrize("user", sorted(OUTSIDE))
def test_what_partners_may_use_tells_them_nothing_of_another_partner(
    office: Office, other: str, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = rows(office)

    for entry in THEIRS_TOO:
        assert CANARY not in told(office, use(office, entry, user, other)), entry

    assert rows(office) == before
    assert CANARY not in caplog.text
    with office.database.across_workspaces.reading() as session:
        assert session.exec(select(Goal)).one().metric == f"won {CANARY}"


def test_who_only_looks_is_refused_whatever_would_change_something(
    office: Office, other: str
) -> None:
    with office.database.across_workspaces.transaction() as session:
        home = session.get_one(Workspace, office.bot.installation.tenant.workspace_id)
        make_person(session, home, name="Ben Vogt", slack_user_id=BEN, only_looks=True)
    before = rows(office)

    for entry in CHANGES:
        use(office, entry, BEN, other)

    assert rows(office) == before
    with office.database.across_workspaces.reading() as session:
        refused = [each for each in session.exec(select(Audit)) if each.action == "access.refused"]
    assert len(refused) == len(CHANGES)


def test_who_was_not_named_for_a_partner_changes_nothing_of_it_by_any_listener(
    office: Office, other: str
) -> None:
    with office.database.across_workspaces.transaction() as session:
        promise = session.get_one(Commitment, UUID(other))
        home = session.get_one(Workspace, promise.workspace_id)
        ids = {
            "commitment": str(promise.id),
            "goal": str(session.exec(select(Goal)).one().id),
            "nudge": str(session.exec(select(Goal)).one().id),
        }
        partner_id, named = promise.partner_id, make_person(session, home, name="Lena Fox").id

    def press_all() -> list[str]:
        for entry in CHANGES:
            value = ids.get(entry.name.partition(".")[0], str(partner_id))
            place = {"channel": {"id": "D0BEN"}, "container": {"channel_id": "D0BEN"}}
            office.bot.bolt.dispatch(
                BoltRequest(body=body_of(entry, BEN, value) | place, mode="socket_mode")
            )
        return contents(office)

    def name(*person_ids: UUID) -> None:
        with office.database.across_workspaces.transaction() as session:
            partner_members.name(
                session, workspace_id=home.id, partner_id=partner_id, person_ids=person_ids
            )

    name(named)
    before = contents(office)
    assert press_all() == before
    name()
    assert press_all() != before


def contents(office: Office) -> list[str]:
    """Return every row but of people, memberships and the trail."""
    left_out = {"person", "partnermember", "audit", "audithead", "slackevent"}
    with office.database.across_workspaces.reading() as session:
        return [
            str(row)
            for table in metadata.sorted_tables
            if table.name not in left_out
            for row in session.execute(select(table))  # type: ignore[call-overload]
        ]
