"""The weekly reminder in the shared channel: what is open on both sides, ours before theirs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, SharedChannel, post_shared
from bot.flows import ledger_facts
from bot.flows.kickoff.page import waiting_days
from bot.flows.nudges import answered, receivers
from bot.flows.partners import consents
from bot.rules.commitments import is_told
from messages.audience import SharedMessage
from messages.shared import reminders
from messages.shared.reminders import Week
from storage import commitments, kickoffs, nudges, partners, shared_posts
from storage import consents as kept
from storage.columns import new_id
from storage.kickoffs import KickoffState
from storage.nudges import Nudge
from storage.outbox import Outbox
from storage.partners import ChannelKind, Partner
from storage.people import Side

RULE = consents.WEEKLY
PULSE = "pulse"  # the quarter's question is a reminder too
EVERY = timedelta(days=7)


def remind(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Write the reminder of every partner whose turn it is into the outbox; return how many.

    It needs the yes of both sides, something the partner can answer, and a week since the
    last; it goes out in the hours of the partner's owner.
    """
    agreed = kept.of_both(session, workspace_id=workspace_id)
    if not agreed:
        return 0
    nudges.lock(session, workspace_id=workspace_id)
    lately = shared_posts.recently(
        session, workspace_id=workspace_id, rules=(RULE, PULSE), since=now - EVERY
    )
    people = receivers.load(session, workspace_id=workspace_id)
    known = partners.of_ids(session, workspace_id=workspace_id, partner_ids=agreed)
    turn = [known[each] for each in agreed if each not in lately]
    return sum(
        _remind(session, partner, now, fresh_hours=people.limits.channel_nudge_hours)
        for partner in turn
        if not people.quiet(now, partner.owner_id)
    )


def rewritten(session: Session, row: Outbox, *, now: datetime) -> SharedMessage:
    """Return the reminder as its lines stand now."""
    partner_id = row.subject_id
    partner = partners.of_id(session, workspace_id=row.workspace_id, partner_id=partner_id)
    if partner is None:
        raise LookupError(f"no partner {partner_id}")
    told = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    week = _week(session, partner, now, only={one.subject_id for one in told})
    return reminders.week(replace(week, answered=_answered(session, told)))


def _remind(session: Session, partner: Partner, now: datetime, *, fresh_hours: int) -> bool:
    channel = partners.channel_of(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kind=ChannelKind.SHARED,
    )
    week = _week(session, partner, now)
    if channel is None or not week.says_something:
        return False
    intent = Intent(
        workspace_id=partner.workspace_id,
        key=f"{RULE}|{partner.id}|{new_id()}",
        rule=RULE,
        why=f"Both sides agreed to a weekly reminder with {partner.name}.",
        now=now,
        expires_at=now + timedelta(hours=fresh_hours),
        subject=(RULE, partner.id),
    )
    outbox_id = post_shared(session, reminders.week(week), SharedChannel(channel.id), intent=intent)
    if outbox_id is None:
        return False
    shown = [one.id for one in (*week.ours, *week.theirs)]
    nudges.record(session, [_nudge(partner, one, outbox_id, now) for one in shown])
    return True


def _week(
    session: Session, partner: Partner, now: datetime, *, only: set[UUID] | None = None
) -> Week:
    """Return what is open; ``only`` keeps to what a message already speaks of, however it is."""
    scope = {"workspace_id": partner.workspace_id}
    rows = commitments.of_partner(session, **scope, partner_id=partner.id, only_open=only is None)
    told = [
        row
        for row in rows
        if is_told(row.state, is_ours=row.side is Side.OURS) and (only is None or row.id in only)
    ]
    facts = ledger_facts.promises(session, told, **scope, now=now)
    consent = consents.facts_of(session, partner)
    kickoff = kickoffs.newest_of(session, workspace_id=partner.workspace_id, partner_id=partner.id)
    waits = None
    if kickoff is not None and kickoff.state is KickoffState.SUBMITTED:
        days = waiting_days(kickoff, now)
        waits = days if days >= reminders.ASKED_DAYS else None
    if only is not None:
        return Week(
            consent,
            tuple(one for one in facts if one.is_ours),
            tuple(one for one in facts if not one.is_ours),
            kickoff.id if kickoff else None,
            waits,
        )
    return Week(
        consent,
        reminders.sorted_for(facts, ours=True),
        reminders.sorted_for(facts, ours=False),
        kickoff.id if kickoff else None,
        waits,
    )


def _answered(session: Session, told: Sequence[Nudge]) -> dict[UUID, str]:
    """Return how lines were answered. What our people only commented on is ours, and left out."""
    said = {
        one.subject_id: answered.in_words(session, one)
        for one in told
        if one.action not in answered.COMMENTS
    }
    return {subject_id: words for subject_id, words in said.items() if words}


def _nudge(partner: Partner, subject_id: UUID, outbox_id: UUID, now: datetime) -> Nudge:
    return Nudge(
        workspace_id=partner.workspace_id,
        key=f"{RULE}|{subject_id}|{outbox_id}",
        rule=RULE,
        subject_kind="commitment",
        subject_id=subject_id,
        local_on=now.date(),
        outbox_id=outbox_id,
        created_at=now,
    )
