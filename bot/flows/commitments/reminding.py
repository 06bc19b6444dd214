"""A promise put off until later the same day: no daily message comes then, so a card does."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_shared
from bot.flows import ledger_facts
from bot.flows.actors import Actor, By
from bot.flows.workspace import limits
from bot.rules.working_calendar import WorkingCalendar
from messages.render import render
from messages.shared.commitment_card import card
from storage.commitments import Commitment

RULE: Final = "put_off"


def later_today(
    session: Session,
    commitment: Commitment,
    *,
    until: datetime,
    calendar: WorkingCalendar,
    actor: By,
    now: datetime,
) -> None:
    """Remind whoever put it off, if they are one of us and it is to come again today.

    Any answer before takes the card back.
    """
    today = calendar.local_date(now)
    is_ours = isinstance(actor, Actor) and actor.is_internal
    if not is_ours or actor.person is None or calendar.local_date(until) != today:
        return
    workspace_id = commitment.workspace_id
    [facts] = ledger_facts.promises(session, [commitment], workspace_id=workspace_id, now=now)
    intent = Intent(
        workspace_id=workspace_id,
        key=f"{RULE}|{commitment.id}|{actor.person}|{until.isoformat()}",
        rule=RULE,
        why="They asked to be reminded of it later today.",
        now=now,
        due_at=until,
        expires_at=calendar.local_instant(today, limits.of(session, workspace_id).day_closes),
        subject=("commitment", commitment.id),
    )
    message = card(facts, lead=render("commitment_put_off"))
    post_shared(session, message, InsideDM(actor.person), intent=intent)
