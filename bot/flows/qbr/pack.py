"""QBRs: a date per partner, and the pack that both sides walk in with."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.access import partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.health import scoring as health
from bot.flows.people.identity import calendar_of
from bot.flows.qbr.calling_off import take_back_waiting, take_place
from bot.flows.qbr.page import LOOK_BACK_DAYS, page_of
from bot.flows.qbr.remarks import remarks_of
from bot.flows.workspace import limits
from bot.rules.defaults import Limits
from bot.rules.qbr import QbrStep, next_qbr_on, qbr_windows
from bot.rules.working_calendar import ONE_DAY, WorkingCalendar
from messages.internal.qbr import HELD_ON
from messages.internal.qbr_content import ContactFacts, QbrPack
from storage import audit, holding, people, qbr_pages, qbrs
from storage.partners import Partner
from storage.qbrs import Qbr

FARTHEST_DAYS = 366
MOVED = "the review has another date now"
STAMPS = {
    QbrStep.CHASE: "chased_at",
    QbrStep.DRAFT: "drafted_at",
    QbrStep.SUMMARY: "posted_at",
    QbrStep.FOLLOWUP: "followed_up_at",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A partner's review and what happens before it; no ``chase_on`` when that day is over.

    ``today_id`` is the review of today: it is held, and a later date is of the one after it.
    """

    partner: Partner
    held_on: date | None
    suggested_on: date
    chase_on: date | None = None
    draft_on: date | None = None
    today_id: UUID | None = None


def planned(session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime) -> Planned:
    """Return the partner's next review, and the date to suggest when there is none.

    On the day of a review that one is the next, and what is suggested is for the one after it.
    """
    partner = partner_for(session, actor, partner_id)
    calendar, today = _days(session, partner, now)
    of_today, coming = _coming(session, partner, today)
    if coming is not None:
        its = limits.of(session, partner.workspace_id)
        after = _planned(partner, coming.held_on, calendar, today, its)
        return replace(after, held_on=today, today_id=of_today.id) if of_today else after
    last = of_today or qbrs.previous_of(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, before=today
    )
    suggested = max(next_qbr_on(last.held_on if last else today, calendar), today + ONE_DAY)
    if of_today is not None:
        return Planned(partner, today, suggested, today_id=of_today.id)
    return Planned(partner, None, suggested)


def set_date(
    session: Session, actor: Actor, partner_id: UUID | None, held_on: date | None, *, now: datetime
) -> Planned:
    """Set the partner's next review, or move the one there is. Raises Refusal for a wrong day.

    The review of today stays: whoever sets a later date then, sets it for the one after.
    """
    partner = partner_for(session, actor, partner_id)
    calendar, today = _days(session, partner, now)
    wanted = _checked(held_on, today)
    its = limits.of(session, partner.workspace_id)
    # Two people may set it at once: the second one waits, and moves the first one's.
    holding.rows(session, select(Partner.id).where(col(Partner.id) == partner.id))
    of_today, coming = _coming(session, partner, today)
    answer = replace(
        _planned(partner, wanted, calendar, today, its),
        today_id=of_today.id if of_today and wanted > today else None,
    )
    there = qbrs.of_day(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, day=wanted
    )
    if there is not None:
        take_place(session, there, by=actor, now=now)
        return answer
    before = coming.held_on if coming else None
    row = coming or Qbr(
        workspace_id=partner.workspace_id, partner_id=partner.id, held_on=wanted, created_at=now
    )
    row.held_on = wanted
    _reopen_steps(row, calendar, today, its)
    if before is not None:
        row.edition += 1
        take_back_waiting(session, row, reason=MOVED, now=now)
    session.add(row)
    session.flush()
    audit.record(
        session,
        workspace_id=partner.workspace_id,
        now=now,
        actor=actor.label,
        action="qbr.date_set",
        subject=("qbr", row.id),
        before={"held_on": str(before)} if before else None,
        after={"held_on": str(wanted)},
    )
    return answer


def pack_of(session: Session, partner: Partner, *, held_on: date, now: datetime) -> QbrPack:
    """Return the page with what only we read beside it, as of this moment."""
    _, today = _days(session, partner, now)
    contact = qbr_pages.contact(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        since=today - timedelta(days=LOOK_BACK_DAYS),
    )
    page = page_of(session, partner, held_on=held_on, today=today)
    return QbrPack(
        partner_id=partner.id,
        page=page,
        health=health.facts_of(session, partner, now=now),
        contact=ContactFacts(*contact),
        remarks=remarks_of(session, page, workspace_id=partner.workspace_id),
    )


def _coming(session: Session, partner: Partner, today: date) -> tuple[Qbr | None, Qbr | None]:
    """Return the review of today, if there is one, and the one after today."""
    scope = {"workspace_id": partner.workspace_id, "partner_id": partner.id}
    of_today = qbrs.next_of(session, **scope, today=today)
    if of_today is None or of_today.held_on > today:
        return None, of_today
    return of_today, qbrs.next_of(session, **scope, today=today + ONE_DAY)


def _checked(held_on: date | None, today: date) -> date:
    if held_on is None:
        raise Refusal("Choose a date.", block_id=HELD_ON)
    if held_on < today:
        raise Refusal("That day is over; choose one from today on.", block_id=HELD_ON)
    if held_on > today + timedelta(days=FARTHEST_DAYS):
        raise Refusal("Choose a day within a year.", block_id=HELD_ON)
    return held_on


def _reopen_steps(row: Qbr, calendar: WorkingCalendar, today: date, its: Limits) -> None:
    """Let the steps whose day lies ahead of the new date be taken again."""
    for window in qbr_windows(row.held_on, calendar, limits=its):
        if window.first > today:
            setattr(row, STAMPS[window.step], None)


def _planned(
    partner: Partner, held_on: date, calendar: WorkingCalendar, today: date, its: Limits
) -> Planned:
    chase, draft, *_ = qbr_windows(held_on, calendar, limits=its)
    ahead = draft.first > today
    return Planned(
        partner,
        held_on,
        held_on,
        chase_on=max(chase.first, today) if ahead else None,
        draft_on=draft.first if ahead else None,
    )


def _days(session: Session, partner: Partner, now: datetime) -> tuple[WorkingCalendar, date]:
    owner = people.of_id(session, workspace_id=partner.workspace_id, person_id=partner.owner_id)
    calendar = calendar_of(owner) if owner else WorkingCalendar("UTC")
    return calendar, calendar.local_date(now)
