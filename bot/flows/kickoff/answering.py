"""Who may answer for the partner, and what follows each answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import has_shared_channel, page_of
from bot.flows.kickoff.summary import refresh
from bot.flows.partners import telling
from messages.audience import SharedMessage
from messages.shared.kickoff_page import KickoffPage
from storage.kickoffs import KickoffState
from storage.people import Side


@dataclass(frozen=True, slots=True)
class Settled:
    """The kickoff as it stands, and the new text of the summary that was clicked, if one was."""

    held: Held
    page: KickoffPage
    summary: SharedMessage | None


def submitted(session: Session, actor: Actor, kickoff_id: UUID | None) -> Held:
    """Return a finished kickoff, locked, if this person may answer it for the partner."""
    held = kickoff.of(session, actor, kickoff_id, lock=True)
    if held.kickoff.state is KickoffState.DRAFT:
        raise Refusal(NOT_FOUND)
    refuse_for_them(session, actor, held)
    return held


def refuse_for_them(session: Session, actor: Actor, held: Held) -> None:
    """Raise Refusal when one of ours answers although the partner can do it themselves."""
    if actor.is_internal and has_shared_channel(session, held.partner):
        raise Refusal(
            f"This is {held.partner.name}'s to answer, and their people can do it in the shared "
            "channel."
        )


def settled(
    session: Session, held: Held, actor: Actor, now: datetime, clicked: tuple[str, str] | None
) -> Settled:
    """Rewrite every summary and return how things stand now."""
    summary = refresh(session, held, by=actor, now=now, clicked=clicked)
    return Settled(held, page_of(session, held, now=now), summary)


def for_side(actor: Actor) -> dict[str, object]:
    """Return for whom an act counts, for the audit trail."""
    return {"for_side": Side.THEIRS.value, "on_behalf": actor.is_internal}


def tell_owner(
    session: Session,
    held: Held,
    actor: Actor,
    now: datetime,
    message: SharedMessage,
    *,
    asks_about: UUID | None = None,
) -> None:
    """Tell our owner by direct message, in their hours; not whoever did it themselves.

    A message that ``asks_about`` a commitment is settled together with it.
    """
    telling.tell_owner(
        session,
        held.partner,
        message,
        actor=actor,
        now=now,
        rule="kickoff_changed",
        why=f"{actor.name} changed something in the kickoff with {held.partner.name}.",
        subject=("commitment", asks_about) if asks_about else ("kickoff", held.kickoff.id),
        instead=held.kickoff.submitted_by,
    )
