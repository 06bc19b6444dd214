"""Asking the pulse: once a quarter in the shared channel, by the clock or by hand."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.letters import TOO_OLD
from bot.delivery.outbox import Intent, SharedChannel, post_shared
from bot.flows.access import owner_only, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.nudges import receivers
from bot.flows.partners.week import EVERY, PULSE, RULE
from bot.flows.workspace import limits
from bot.rules.pulse import quarter_of
from messages.shared import pulse as messages
from messages.shared.pulse import Question
from storage import consents, nudges, partners, pulses, shared_posts
from storage.partners import ChannelKind, Partner
from storage.pulses import Pulse
from storage.workspaces import Workspace

REMINDED = timedelta(days=30)


def ask(session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime) -> Pulse:
    """Ask the quarter's question now. Raises Refusal when it was asked, or there is no channel."""
    partner = partner_for(session, actor, partner_id)
    owner_only(actor, partner)
    quarter = quarter_of(now.date())
    if partner.id in _asked(session, actor.workspace_id, quarter):
        raise Refusal(f"{partner.name} was asked this quarter; once a quarter is enough.")
    asked = _ask(session, partner, quarter, by=actor.person_id, now=now)
    if asked is None:
        raise Refusal(f"There is no shared channel with {partner.name} to ask in.")
    return asked


def ask_due(
    session: Session, *, workspace_id: UUID, now: datetime, only_reminded: bool = False
) -> int:
    """Ask every partner who agreed to be written to and was not asked this quarter.

    It counts as the week's reminder, and goes out in the hours of the partner's owner. With
    ``only_reminded`` it is those who had a reminder lately, whose turn of the week it may take.
    Returns how many were asked.
    """
    agreed = consents.of_both(session, workspace_id=workspace_id)
    if not agreed:
        return 0
    nudges.lock(session, workspace_id=workspace_id)
    quarter = quarter_of(now.date())
    done = _asked(session, workspace_id, quarter)
    lately = shared_posts.recently(
        session, workspace_id=workspace_id, rules=(RULE, PULSE), since=now - EVERY
    )
    turn = [each for each in agreed if each not in done | lately]
    if only_reminded:
        reminded = shared_posts.recently(
            session, workspace_id=workspace_id, rules=(RULE,), since=now - REMINDED
        )
        turn = [each for each in turn if each in reminded]
    if not turn:
        return 0
    people = receivers.load(session, workspace_id=workspace_id)
    known = partners.of_ids(session, workspace_id=workspace_id, partner_ids=turn)
    return sum(
        _ask(session, known[each], quarter, by=None, now=now) is not None
        for each in turn
        if not people.quiet(now, known[each].owner_id)
    )


def asked_on(
    session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime
) -> datetime | None:
    """Return when the partner was asked this quarter; None when it was not."""
    partner = partner_for(session, actor, partner_id)
    quarter = quarter_of(now.date())
    if partner.id not in _asked(session, actor.workspace_id, quarter):
        return None
    row = pulses.of_quarter(
        session, workspace_id=actor.workspace_id, partner_id=partner.id, quarter=quarter
    )
    return (row.again_at or row.asked_at) if row else None


def _asked(session: Session, workspace_id: UUID, quarter: str) -> set[UUID]:
    """Return the partners whose question of the quarter was put, or put twice in vain."""
    return pulses.asked_in(
        session, workspace_id=workspace_id, quarter=quarter, rule=PULSE, too_old=TOO_OLD
    )


def _ask(
    session: Session, partner: Partner, quarter: str, *, by: UUID | None, now: datetime
) -> Pulse | None:
    """Put the question; once more where it was too old to go out when Slack was back."""
    channel = partners.channel_of(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        kind=ChannelKind.SHARED,
    )
    if channel is None:
        return None
    row = pulses.of_quarter(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, quarter=quarter
    )
    if row is None:
        row = Pulse(
            workspace_id=partner.workspace_id,
            partner_id=partner.id,
            quarter=quarter,
            asked_by=by,
            asked_at=now,
        )
    else:
        row.again_at = now
    session.add(row)
    session.flush()
    us = session.get_one(Workspace, partner.workspace_id).name
    its = limits.of(session, partner.workspace_id)
    intent = Intent(
        workspace_id=partner.workspace_id,
        key=f"{PULSE}|{partner.id}|{quarter}" + ("|again" if row.again_at else ""),
        rule=PULSE,
        why=f"The question of the quarter for {partner.name}.",
        now=now,
        expires_at=now + timedelta(hours=its.channel_nudge_hours),
        subject=(PULSE, partner.id),
        urgent=by is not None,  # whoever asks by hand asks now
    )
    message = messages.ask(Question(row.id, us, partner.name))
    post_shared(session, message, SharedChannel(channel.id), intent=intent)
    return row
