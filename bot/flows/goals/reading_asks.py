"""Asking for numbers that are missing: three times the owner, then once the partner's owner."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.goals.judging import is_stale
from bot.flows.nudges import receivers
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.flows.workspace import limits
from bot.rules.nudging import send_key
from bot.rules.readings import may_ask
from messages.render import plain
from storage import daily_facts, nudges
from storage.goals import Goal
from storage.nudges import Nudge
from storage.partners import Partner

ASK = "ask"
ASK_UNANSWERED = "ask_unanswered"
# The sweep goes by the owner's days; where there is none, the partner's owner may work on others.
OTHER_DAYS = timedelta(days=3)


def ask(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Put an ask into the next daily message for each stale number; return how many.

    The same number is asked for once a week. After three asks nobody answered, the partner's
    owner is told once, and nobody is asked any more until a number comes.
    """
    its = limits.of(session, workspace_id)
    found = daily_facts.goals_to_ask_about(
        session,
        workspace_id=workspace_id,
        stale_by=now.date() + OTHER_DAYS,
        asked_by=now.date() - timedelta(days=its.same_fact_days),
        most_asks=its.reading_asks + 1,
    )
    if not found:
        return 0
    nudges.lock(session, workspace_id=workspace_id)
    people = receivers.load(session, workspace_id=workspace_id)
    partners = daily_facts.partners_spoken_of(session, workspace_id=workspace_id)
    asks = []
    for goal in found:
        partner = partners.get(goal.partner_id)
        if partner is not None and _is_due(goal, partner, people, now):
            asks.append(_ask(goal, partner, people, now))
            goal.unanswered_asks += 1
            session.add(goal)
    nudges.record(session, asks)
    return len(asks)


def _is_due(goal: Goal, partner: Partner, people: Receivers, now: datetime) -> bool:
    calendar = people.calendar(goal.owner_id, partner.owner_id)
    last = goal.newest_as_of or goal.start_on
    with suppress(ValueError):  # a rhythm nobody knows: the sweep says once a day whose
        return is_stale(last, calendar.local_date(now), goal.rhythm, calendar, people.limits)
    return False


def _ask(goal: Goal, partner: Partner, people: Receivers, now: datetime) -> Nudge:
    if may_ask(goal.unanswered_asks, limits=people.limits):
        return asked(goal, partner, people, now, missing="has no fresh number")
    return asked(
        goal, partner, people, now, missing="has no fresh number", rule=ASK_UNANSWERED, owner=False
    )


def asked(
    goal: Goal,
    partner: Partner,
    people: Receivers,
    now: datetime,
    *,
    missing: str,
    rule: str = ASK,
    owner: bool = True,
) -> Nudge:
    """Return the ask for a number, to its owner or else the partner's; ``missing`` says why.

    Without ``owner`` it goes to the partner's alone. Where nobody can be asked it is skipped.
    """
    chain = (goal.owner_id, partner.owner_id) if owner else (partner.owner_id,)
    person, today = people.reach(*chain), people.today(now, *chain)
    said = f"{plain(partner.name)}: {plain(goal.metric)} {missing}"
    return Nudge(
        workspace_id=goal.workspace_id,
        key=send_key(str(person.id if person else partner.id), rule, str(goal.id), today),
        rule=rule,
        subject_kind="goal",
        subject_id=goal.id,
        recipient_id=person.id if person else None,
        local_on=today,
        skipped_reason=None if person else f"{said}; not asked: {NOBODY}",
        created_at=now,
    )
