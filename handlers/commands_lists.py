"""Lists that are shown: each remembers what its numbers stand for."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from bot.flows import ledger_facts
from bot.flows.access import partner_for
from bot.flows.commitments.changes import Change, is_shown
from bot.flows.partners import portfolio
from bot.flows.people import memory
from bot.rules.policy import Who
from handlers.call import Call
from messages.audience import Message
from messages.internal import ledger_lists as internal
from messages.parts import section
from messages.shared import ledger_lists as shared
from messages.shared.ledger_facts import GoalFacts, PromiseFacts
from storage import commitments, goals
from storage.commitments import Commitment
from storage.partners import Partner

ON_ME, OPEN_WITH, SHEET = "on_me", "open_with", "sheet"
CLOSED_SHOWN = 3  # the last ones: a message holds 50 blocks


def on_me(call: Call, session: Session) -> Message:
    """Return what is on whoever asks."""
    rows = commitments.open_owned_by(
        session, workspace_id=call.workspace_id, person_id=call.actor.person_id
    )
    promises = _shown(call, session, rows, kind=ON_ME)
    return internal.on_me(promises) if call.actor.is_internal else shared.on_me(promises)


def open_with(call: Call, session: Session, partner: Partner) -> Message:
    """Return what is open with a partner, both sides."""
    rows = _open(call, session, partner)
    promises = _shown(call, session, rows, kind=OPEN_WITH, partner_id=partner.id)
    if call.actor.is_internal:
        return internal.open_with(partner.name, promises)
    return shared.open_with(partner.name, promises)


def sheet(call: Call, session: Session, partner: Partner) -> Message:
    """Return a partner's sheet; the partner's people read what both sides agreed."""
    rows = goals.of_partner(session, workspace_id=call.workspace_id, partner_id=partner.id)
    numbers = ledger_facts.goals(session, rows, workspace_id=call.workspace_id, now=call.now)
    closed = goals.newest_closed(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, limit=CLOSED_SHOWN
    )
    ended = ledger_facts.goals(session, closed, workspace_id=call.workspace_id, now=call.now)
    promises = _shown(
        call, session, _open(call, session, partner), kind=SHEET, partner_id=partner.id
    )
    if call.actor.is_internal:
        head = portfolio.head(session, partner, now=call.now)
        return internal.partner_sheet(head, numbers, promises, ended)
    return shared.sheet(partner.name, _agreed(numbers), promises, _agreed(ended))


def _agreed(numbers: Iterable[GoalFacts]) -> list[GoalFacts]:
    return [one for one in numbers if one.agreed_ours and one.agreed_theirs]


def _open(call: Call, session: Session, partner: Partner) -> list[Commitment]:
    rows = commitments.of_partner(session, workspace_id=call.workspace_id, partner_id=partner.id)
    return [row for row in rows if is_shown(row, call.actor)]


def _shown(
    call: Call,
    session: Session,
    rows: Iterable[Commitment],
    *,
    kind: str,
    partner_id: UUID | None = None,
) -> list[PromiseFacts]:
    facts = ledger_facts.promises(session, rows, workspace_id=call.workspace_id, now=call.now)
    ids = [one.id for one in shared.ordered(facts)[: shared.MOST_LINES]]
    memory.remember_list(
        session, call.actor, commitment_ids=ids, kind=kind, partner_id=partner_id, now=call.now
    )
    return facts


def again(call: Call, session: Session, change: Change) -> Message:
    """Return the list a line was settled in as it stands now, below what was done."""
    kind, partner_id = memory.list_shown(session, call.actor)
    partner = None
    if partner_id is not None:
        partner = partner_for(session, call.actor, partner_id, who=Who.READER)
    if partner is None:
        message = on_me(call, session)
    elif kind == SHEET:
        message = sheet(call, session, partner)
    else:
        message = open_with(call, session, partner)
    said = section(change.outcome)
    return replace(
        message, text=f"{change.outcome}\n{message.text}", blocks=[said, *message.blocks][:50]
    )
