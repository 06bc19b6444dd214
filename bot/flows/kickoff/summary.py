"""The summary of a kickoff: posted, and rewritten after each act."""

from datetime import datetime

from sqlmodel import Session

from bot.delivery.outbox import (
    InsideDM,
    Intent,
    InternalChannel,
    SharedChannel,
    post_shared,
    update_shared,
)
from bot.flows.actors import Actor
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import page_of
from messages.audience import SharedMessage
from messages.shared.kickoff_page import (
    KickoffPage,
)
from messages.shared.kickoff_summary import summary
from storage import kickoffs, outbox, partners
from storage.columns import new_id
from storage.partners import ChannelKind

RULE = "kickoff_summary"


def post_summary(session: Session, held: Held, *, by: Actor, now: datetime) -> None:
    """Post the summary to the partner's channels; without one, to who submitted it."""
    page = page_of(session, held, now=now)
    workspace_id, posted = held.partner.workspace_id, False
    for kind, address in (
        (ChannelKind.INTERNAL, InternalChannel),
        (ChannelKind.SHARED, SharedChannel),
    ):
        channel = partners.channel_of(
            session, workspace_id=workspace_id, partner_id=held.partner.id, kind=kind
        )
        if channel is not None:
            message = summary(page, can_answer=_can_answer(page, shared=kind is ChannelKind.SHARED))
            intent = _intent(held, f"{RULE}|{held.kickoff.id}|{channel.id}", by, now)
            post_shared(session, message, address(channel.id), intent=intent)
            posted = True
    if not posted:
        intent = _intent(held, f"{RULE}|{held.kickoff.id}|{by.person_id}", by, now)
        message = summary(page, can_answer=True)
        post_shared(session, message, InsideDM(by.person_id), intent=intent)


def refresh(
    session: Session,
    held: Held,
    *,
    by: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> SharedMessage | None:
    """Rewrite every posted summary to how things stand now.

    Returns the new text of the clicked one, which the listener rewrites itself; None when it
    was not clicked on a summary.
    """
    session.flush()
    page = page_of(session, held, now=now)
    mine: SharedMessage | None = None
    rows = kickoffs.summaries_of(
        session, workspace_id=held.partner.workspace_id, kickoff_id=held.kickoff.id, rule=RULE
    )
    shared = {
        channel.id
        for channel in partners.channels_of(
            session, workspace_id=held.partner.workspace_id, partner_id=held.partner.id
        )
        if channel.kind is ChannelKind.SHARED
    }
    for row in rows:
        message = summary(page, can_answer=_can_answer(page, shared=row.channel_id in shared))
        if clicked is not None and (row.slack_channel_id, row.slack_ts) == clicked:
            mine = message
            # What was to be rewritten before would put an older summary over this one.
            outbox.supersede(session, updates_id=row.id, by=row.id, now=now)
            continue
        key = f"{RULE}|{row.id}|{new_id()}"
        update_shared(session, message, of=row.id, intent=_intent(held, key, by, now))
    return mine


def _can_answer(page: KickoffPage, *, shared: bool) -> bool:
    """Say where the partner's buttons stand: with them, or with us where they have no channel."""
    return shared or not page.has_shared_channel


def _intent(held: Held, key: str, by: Actor, now: datetime) -> Intent:
    return Intent(
        workspace_id=held.partner.workspace_id,
        key=key,
        rule=RULE,
        why=f"{by.name} worked on the kickoff with {held.partner.name}.",
        now=now,
        subject=("kickoff", held.kickoff.id),
    )
