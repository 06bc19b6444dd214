"""What somebody left out, and what a workspace set itself, seen in what goes out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.flows.commitments import ladder as late
from bot.flows.daily import message as daily
from bot.flows.goals import reading_asks
from bot.flows.goals import sweep as pace_sweep
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    make_channel,
    make_commitment,
    make_goal,
    make_partner,
    make_person,
    make_reading,
    make_workspace,
)

MORNING = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # a Wednesday, 10:00 in New York


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


@pytest.fixture
def acme(session: Session, workspace: Workspace, nadia: Person) -> Partner:
    return make_partner(session, workspace, owner=nadia)


def sent(session: Session, workspace: Workspace, now: datetime = MORNING) -> list[str]:
    daily.send(session, workspace_id=workspace.id, now=now)
    return [row.payload["text"] for row in session.exec(select(Outbox).order_by(Outbox.id))]  # type: ignore[arg-type]


def test_a_kind_left_out_stays_out_of_the_daily_message_and_comes_back_after(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    make_commitment(session, acme, owner=nadia, due_on=date(2026, 11, 26))
    nadia.muted = {"due": "2026-11-25"}

    assert sent(session, workspace) == []
    [said] = sent(session, workspace, MORNING + timedelta(days=1))
    assert "Send the deck" in said


def test_asks_left_out_wait_until_they_are_wanted_again(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    make_goal(session, acme, owner=nadia, due_on=date(2027, 3, 31))
    nadia.muted = {"asks": "2026-11-25"}
    reading_asks.ask(session, workspace_id=workspace.id, now=MORNING)

    assert sent(session, workspace) == []
    [said] = sent(session, workspace, MORNING + timedelta(days=1))
    assert "Won value" in said


def test_leaving_out_late_promises_does_not_stop_the_ladder(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    lena = make_person(session, workspace, name="Lena Vogt", muted={"late": ""})
    make_commitment(session, acme, owner=lena, due_on=date(2026, 11, 13))

    for days in range(3):
        late.climb(session, workspace_id=workspace.id, now=MORNING + timedelta(days=days))

    rungs = session.exec(select(Nudge).order_by(Nudge.id)).all()  # type: ignore[arg-type]
    assert [one.rule for one in rungs] == [
        "late_owner",
        "late_owner_new_date",
        "late_partner_owner",
    ]
    assert [one.skipped_reason is None for one in rungs] == [False, False, True]
    assert "do not want to hear of late promises now" in str(rungs[0].skipped_reason)
    assert rungs[2].recipient_id == nadia.id


def test_what_waits_for_somebody_who_then_left_it_out_for_good_is_skipped_with_the_reason(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    make_commitment(session, acme, owner=nadia, due_on=date(2026, 11, 13))
    late.climb(session, workspace_id=workspace.id, now=MORNING)
    nadia.muted = {"late": "", "due": ""}

    assert sent(session, workspace) == []

    [rung] = session.exec(select(Nudge)).all()
    assert rung.skipped_reason == "they do not want to hear of such things any more"


def test_who_leaves_numbers_out_is_not_mentioned_in_the_channel(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    make_channel(session, acme)
    goal = make_goal(session, acme, owner=nadia)
    make_reading(session, goal, value="10000", as_of=date(2026, 11, 24))
    nadia.muted = {"numbers": ""}

    pace_sweep.sweep(session, workspace_id=workspace.id, now=MORNING)

    [row] = session.exec(select(Outbox)).all()
    assert row.payload["text"].startswith("*Acme*: a number we agreed on fell behind its pace.")


def test_without_a_channel_a_number_left_out_is_kept_with_the_reason(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    goal = make_goal(session, acme, owner=nadia)
    make_reading(session, goal, value="10000", as_of=date(2026, 11, 24))
    nadia.muted = {"numbers": ""}

    pace_sweep.sweep(session, workspace_id=workspace.id, now=MORNING)

    [nudge] = session.exec(select(Nudge)).all()
    assert "does not want to hear of numbers now" in str(nudge.skipped_reason)


def test_the_workspaces_quiet_hours_bands_and_ladder_hold(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    make_channel(session, acme)
    goal = make_goal(session, acme, owner=nadia)
    make_reading(session, goal, value="57000", as_of=date(2026, 11, 24))  # ratio 0.96
    make_commitment(session, acme, owner=nadia, due_on=date(2026, 11, 24))
    workspace.settings = {
        "daily_hour": "12:00",
        "day_opens": "12:00",
        "on_track_from": "0.98",
        "recovered_from": "1",
        "ladder_days": "2, 4, 6, 9",
        "channel_nudge_hours": "3",
    }
    session.flush()

    pace_sweep.sweep(session, workspace_id=workspace.id, now=MORNING)
    late.climb(session, workspace_id=workspace.id, now=MORNING)

    [slip] = session.exec(select(Outbox)).all()
    assert slip.due_at == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)  # 12:00 in New York
    assert slip.expires_at == slip.due_at + timedelta(hours=3)
    assert [one.rule for one in session.exec(select(Nudge))] == ["slip_at_risk"]
    assert daily.send(session, workspace_id=workspace.id, now=MORNING) == 0
    noon = datetime(2026, 11, 25, 17, 6, tzinfo=UTC)
    assert daily.send(session, workspace_id=workspace.id, now=noon) == 1
