"""A partner's review gets a date, and the date can move."""

from datetime import date, timedelta

import pytest
from sqlalchemy import MetaData
from sqlmodel import Session, col, select

from bot.flows.actors import Actor, System
from bot.flows.errors import Refusal
from bot.flows.partners.stages import set_stage
from bot.flows.people.identity import actor_of
from bot.flows.qbr import calling_off
from bot.flows.qbr import pack as qbr
from bot.rules.audience import Audience
from bot.rules.stages import Stage
from storage import qbrs
from storage.audit import Audit
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from storage.people import Person
from storage.qbrs import Qbr
from storage.workspaces import Workspace
from tests.conftest import empty
from tests.factories import (
    NOW,
    TODAY,
    make_outbox,
    make_partner,
    make_person,
    make_qbr,
    make_workspace,
)
from tests.meeting import meeting


@pytest.fixture
def acme(session: Session) -> Partner:
    workspace = make_workspace(session)
    return make_partner(session, workspace, owner=make_person(session, workspace))


@pytest.fixture
def nadia(session: Session, acme: Partner) -> Actor:
    return actor_of(session.get_one(Person, acme.owner_id))


def only(session: Session) -> Qbr:
    return session.exec(select(Qbr)).one()


def test_a_new_date_says_when_the_steps_begin(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    planned = qbr.set_date(session, nadia, acme.id, date(2027, 1, 15), now=NOW)

    assert only(session).held_on == date(2027, 1, 15)
    assert planned.chase_on == date(2027, 1, 1)
    assert planned.draft_on == date(2027, 1, 8)
    [entry] = session.exec(select(Audit).where(Audit.action == "qbr.date_set"))
    assert entry.after == {"held_on": "2027-01-15"}


def test_a_date_within_the_week_brings_the_pack_at_once(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    planned = qbr.set_date(session, nadia, acme.id, date(2026, 11, 27), now=NOW)

    assert planned.chase_on is None
    assert planned.draft_on is None


def test_another_date_moves_the_review_and_opens_only_the_steps_ahead(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    taken = {"chased_at": NOW, "drafted_at": NOW}
    make_qbr(session, acme, held_on=date(2026, 12, 1), **taken)

    qbr.set_date(session, nadia, acme.id, date(2026, 12, 3), now=NOW)

    moved = only(session)
    assert moved.held_on == date(2026, 12, 3)
    assert moved.chased_at == NOW  # its day is over either way
    assert moved.drafted_at is None  # its day is tomorrow now


def waits(session: Session, acme: Partner, review: Qbr, **columns: object) -> Outbox:
    """Return a page of the review that waits for the morning."""
    row = make_outbox(
        session,
        session.get_one(Workspace, acme.workspace_id),
        audience=Audience.INTERNAL,
        person_id=acme.owner_id,
        rule="qbr_pack",
        subject_kind="qbr",
        subject_id=review.id,
    )
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    return row


def test_a_page_that_waits_does_not_go_with_the_old_date_and_comes_anew(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    review = make_qbr(session, acme, held_on=date(2026, 12, 2), drafted_at=NOW)
    page = waits(session, acme, review)

    qbr.set_date(session, nadia, acme.id, date(2026, 12, 1), now=NOW)

    session.refresh(page)
    assert (page.state, page.reason) == (OutboxState.SKIPPED, qbr.MOVED)
    assert only(session).drafted_at is None


def test_a_page_that_went_out_already_is_left_as_it_is(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    review = make_qbr(session, acme, held_on=date(2026, 12, 2), drafted_at=NOW)
    page = waits(session, acme, review, state=OutboxState.SENT)

    qbr.set_date(session, nadia, acme.id, date(2026, 12, 1), now=NOW)

    session.refresh(page)
    assert (page.state, only(session).drafted_at) == (OutboxState.SENT, NOW)


@pytest.mark.parametrize("held_on", [TODAY + timedelta(days=7), TODAY - timedelta(days=1)])
def test_no_page_that_waits_goes_once_the_partner_has_ended(
    session: Session, acme: Partner, held_on: date
) -> None:
    page = waits(session, acme, make_qbr(session, acme, held_on=held_on))

    set_stage(session, acme, Stage.ENDED, actor=System("test"), now=NOW, reason="They were sold.")

    session.refresh(page)
    assert (page.state, page.reason) == (OutboxState.SKIPPED, "parked")


def test_the_steps_begin_by_the_workspaces_own_days(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    workspace = session.get_one(Workspace, acme.workspace_id)
    workspace.settings = {"qbr_chase_days": "21", "qbr_draft_days": "3"}
    make_qbr(session, acme, held_on=date(2026, 12, 1), drafted_at=NOW)

    planned = qbr.set_date(session, nadia, acme.id, date(2026, 12, 31), now=NOW)

    assert (planned.chase_on, planned.draft_on) == (date(2026, 12, 10), date(2026, 12, 28))
    assert qbr.planned(session, nadia, acme.id, now=NOW).chase_on == date(2026, 12, 10)


def test_only_steps_ahead_by_the_workspaces_own_days_are_opened_again(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    session.get_one(Workspace, acme.workspace_id).settings = {"qbr_draft_days": "10"}
    make_qbr(session, acme, held_on=date(2026, 12, 1), drafted_at=NOW)

    qbr.set_date(session, nadia, acme.id, date(2026, 12, 3), now=NOW)

    assert only(session).drafted_at == NOW  # ten days before is over; a week before is not


def test_the_same_date_again_changes_nothing(session: Session, acme: Partner, nadia: Actor) -> None:
    for _ in range(2):
        qbr.set_date(session, nadia, acme.id, date(2027, 1, 15), now=NOW)

    assert len(session.exec(select(Audit).where(Audit.action == "qbr.date_set")).all()) == 1


@pytest.mark.parametrize(
    ("held_on", "sentence"),
    [
        pytest.param(None, "Choose a date.", id="none"),
        pytest.param(date(2026, 11, 24), "That day is over; choose one from today on.", id="past"),
        pytest.param(TODAY + timedelta(days=367), "Choose a day within a year.", id="too far"),
    ],
)
def test_a_wrong_day_gets_one_sentence_under_its_field(
    session: Session, acme: Partner, nadia: Actor, held_on: date | None, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        qbr.set_date(session, nadia, acme.id, held_on, now=NOW)

    assert refused.value.sentence == sentence
    assert refused.value.block_id == "held_on"


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=366)])
def test_today_and_a_year_from_now_are_still_days_to_choose(
    session: Session, acme: Partner, nadia: Actor, day: date
) -> None:
    assert qbr.set_date(session, nadia, acme.id, day, now=NOW).held_on == day


def test_without_a_date_a_quarter_after_the_last_review_is_suggested(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    make_qbr(session, acme, held_on=date(2026, 10, 15))

    planned = qbr.planned(session, nadia, acme.id, now=NOW)

    assert planned.held_on is None
    assert planned.suggested_on == date(2027, 1, 15)


def test_a_review_of_another_workspace_is_out_of_reach(session: Session, acme: Partner) -> None:
    stranger = actor_of(make_person(session, make_workspace(session)))

    with pytest.raises(Refusal):
        qbr.planned(session, stranger, acme.id, now=NOW)


def test_two_people_who_set_a_date_at_once_plan_one_review(
    postgres_database: Database, metadata: MetaData
) -> None:
    database = postgres_database
    with database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        owner = make_person(session, workspace)
        partner = make_partner(session, workspace, owner=owner)
        nadia = actor_of(owner)

    def choose(days: int) -> None:
        with database.across_workspaces.transaction() as session:
            qbr.set_date(session, nadia, partner.id, TODAY + timedelta(days=days), now=NOW)

    try:
        with meeting(database, "INSERT INTO qbr", lambda: choose(31)):
            choose(30)

        with database.across_workspaces.transaction() as session:
            assert only(session).held_on == TODAY + timedelta(days=31)
    finally:
        empty(database, metadata)


@pytest.fixture
def today(session: Session, acme: Partner) -> Qbr:
    """Return the review of today, before which everything was done."""
    taken = {"chased_at": NOW, "drafted_at": NOW, "posted_at": NOW}
    return make_qbr(session, acme, held_on=TODAY, **taken)


@pytest.mark.usefixtures("today")
def test_on_the_day_of_a_review_a_later_date_is_of_the_next_and_the_one_of_today_stays(
    session: Session, acme: Partner, nadia: Actor
) -> None:
    before = qbr.planned(session, nadia, acme.id, now=NOW)
    qbr.set_date(session, nadia, acme.id, date(2027, 2, 25), now=NOW)
    planned = qbr.set_date(session, nadia, acme.id, date(2027, 2, 26), now=NOW)  # moved

    held, coming = session.exec(select(Qbr).order_by(col(Qbr.held_on)))
    assert (held.held_on, held.posted_at, held.followed_up_at) == (TODAY, NOW, None)
    assert coming.held_on == date(2027, 2, 26)
    assert (before.held_on, before.suggested_on) == (TODAY, date(2027, 2, 25))
    assert planned.today_id == held.id
    after = qbr.planned(session, nadia, acme.id, now=NOW)
    assert (after.held_on, after.suggested_on) == (TODAY, date(2027, 2, 26))


def test_today_again_on_the_day_of_a_review_changes_nothing(
    session: Session, acme: Partner, nadia: Actor, today: Qbr
) -> None:
    planned = qbr.set_date(session, nadia, acme.id, TODAY, now=NOW)

    assert only(session).posted_at == NOW
    assert (planned.held_on, planned.today_id) == (TODAY, None)
    assert today.edition == 0


def test_a_review_that_was_called_off_is_none_until_that_is_taken_back(
    session: Session, acme: Partner, nadia: Actor, today: Qbr
) -> None:
    scope = {"workspace_id": acme.workspace_id, "partner_id": acme.id}
    tomorrow = TODAY + timedelta(days=1)
    page = waits(session, acme, today)

    for _ in range(2):
        calling_off.call_off(session, today, by=nadia, now=NOW)
    gone = qbr.planned(session, nadia, acme.id, now=NOW)
    asked_after = (
        qbrs.in_window(session, workspace_id=acme.workspace_id, first=TODAY, last=TODAY),
        qbrs.previous_of(session, **scope, before=tomorrow),
    )
    calling_off.take_place(session, today, by=nadia, now=NOW)

    session.refresh(page)
    assert (page.state, page.reason) == (OutboxState.SKIPPED, calling_off.CALLED_OFF)
    assert (gone.held_on, asked_after) == (None, ([], None))
    assert qbrs.previous_of(session, **scope, before=tomorrow) is today
    assert (today.posted_at, today.edition) == (None, 1)  # what waited is said anew


def test_the_date_of_a_review_that_was_called_off_brings_it_back(
    session: Session, acme: Partner, nadia: Actor, today: Qbr
) -> None:
    calling_off.call_off(session, today, by=nadia, now=NOW)

    qbr.set_date(session, nadia, acme.id, TODAY, now=NOW)

    assert only(session).called_off_at is None
