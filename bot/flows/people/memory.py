"""What the bot showed or asked a person last, so that "2" means what they saw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from storage import audit
from storage.audit import Audit

_LIST = "list.shown"
_WAITING = "command.waiting"


def remember_list(
    session: Session,
    actor: Actor,
    *,
    commitment_ids: list[UUID],
    kind: str,
    partner_id: UUID | None,
    now: datetime,
) -> None:
    """Keep which list is being shown, and what its numbers stand for."""
    what = {
        "kind": kind,
        "partner": str(partner_id) if partner_id else None,
        "commitments": [str(each) for each in commitment_ids],
    }
    _keep(session, actor, _LIST, what, now)


def list_shown(session: Session, actor: Actor) -> tuple[str | None, UUID | None]:
    """Return the kind and the partner of the list this person saw last."""
    shown = _last(session, actor, _LIST) or {}
    partner = shown.get("partner")
    return shown.get("kind"), UUID(partner) if partner else None


def listed(session: Session, actor: Actor, number: int) -> UUID:
    """Return the commitment with that number in the list this person saw last.

    Raises Refusal when they saw none, or a shorter one.
    """
    shown = (_last(session, actor, _LIST) or {}).get("commitments", [])
    if not shown:
        raise Refusal("I haven't shown you a list yet. Type /partner to see what is on you.")
    if not 1 <= number <= len(shown):
        raise Refusal(f"The last list I showed you goes from 1 to {len(shown)}.")
    return UUID(shown[number - 1])


def remember_command(
    session: Session, actor: Actor, *, name: str, words: str, now: datetime
) -> None:
    """Keep a command that waits for its partner."""
    _keep(session, actor, _WAITING, {"name": name, "words": words}, now)


def waiting_command(session: Session, actor: Actor) -> tuple[str, str] | None:
    """Return the name and words of the command that waited last."""
    kept = _last(session, actor, _WAITING)
    return None if kept is None else (str(kept["name"]), str(kept["words"]))


def _keep(session: Session, actor: Actor, action: str, what: dict[str, Any], now: datetime) -> None:
    audit.record(
        session,
        workspace_id=actor.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("person", actor.person_id),
        after=what,
    )


def _last(session: Session, actor: Actor, action: str) -> dict[str, Any] | None:
    statement = (
        select(Audit.after)
        .where(
            col(Audit.workspace_id) == actor.workspace_id,
            col(Audit.subject_id) == actor.person_id,
            col(Audit.action) == action,
        )
        .order_by(col(Audit.at).desc(), col(Audit.id).desc())
        .limit(1)
    )
    kept = session.exec(statement).first()
    return None if kept is None else dict(kept)
