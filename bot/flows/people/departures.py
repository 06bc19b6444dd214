"""People who are gone: what was theirs goes to the partner's owner, told of once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.flows.nudges import receivers
from bot.flows.nudges import settling as nudges
from bot.flows.nudges.receivers import Receivers
from bot.flows.people.identity import actor_of
from messages.internal.departures import came_to_you
from messages.render import render
from storage import audit, departed, holding
from storage import nudges as stored
from storage.commitments import Commitment
from storage.goals import Goal
from storage.partners import Partner
from storage.people import Person

RULE: Final = "departed"
ACTION: Final = "reassigned"


def hand_over(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Give what people who are gone still owned to the partner's owner; return how many things.

    A partner whose own owner is gone goes to the workspace's admin. With nobody there to take
    it, it stays as it is. Each receiver is told once of each person.
    """
    stored.lock(session, workspace_id=workspace_id)
    orphans = departed.orphans(session, workspace_id=workspace_id)
    if not orphans:
        return 0
    holding.posts(session, workspace_id=workspace_id, about=[thing.id for thing, *_ in orphans])
    people = receivers.load(session, workspace_id=workspace_id)
    told: dict[tuple[UUID, UUID], list[tuple[str, str]]] = {}  # who is gone, who has it now
    for thing, gone_id, partner in orphans:
        to = people.reach(None if partner.owner_id == gone_id else partner.owner_id)
        if to is None:
            continue
        _give(session, thing, to, now=now)
        told.setdefault((gone_id, to.id), []).append((_title(thing), partner.name))
    for (gone_id, to_id), things in told.items():
        _tell(session, people, gone_id, to_id, things, now=now)
    return sum(map(len, told.values()))


def _give(
    session: Session, thing: Commitment | Goal | Partner, to: Person, *, now: datetime
) -> None:
    kind = str(thing.__tablename__)
    before = {"owner": str(thing.owner_id)}
    thing.owner_id = to.id
    if isinstance(thing, Commitment):
        thing.snoozed_until, thing.snoozes = None, 0
    elif isinstance(thing, Goal):
        thing.unanswered_asks = 0
    session.add(thing)
    session.flush()
    audit.record(
        session,
        workspace_id=thing.workspace_id,
        now=now,
        actor="bot",
        action=f"{kind}.{ACTION}",
        subject=(kind, thing.id),
        before=before,
        after={"owner": str(to.id), "reason": "its owner is gone"},
    )
    nudges.settle(
        session,
        workspace_id=thing.workspace_id,
        subject_kind=kind,
        subject_id=thing.id,
        outcome=render("departed_settled", title=_title(thing), to=to.name),
        by=actor_of(to),
        now=now,
        action=ACTION,
    )


def _tell(
    session: Session,
    people: Receivers,
    gone_id: UUID,
    to_id: UUID,
    things: Sequence[tuple[str, str]],
    *,
    now: datetime,
) -> None:
    gone = people.people[gone_id]
    intent = Intent(
        workspace_id=gone.workspace_id,
        key=f"{RULE}|{gone_id}|{to_id}|{now.isoformat()}",
        rule=RULE,
        why=f"{gone.name} is gone, and {len(things)} of their things came to this person.",
        now=now,
        due_at=people.next_open(now, to_id),
        subject=("person", gone_id),
    )
    post_internal(session, came_to_you(gone.name, things), InsideDM(to_id), intent=intent)


def _title(thing: Commitment | Goal | Partner) -> str:
    if isinstance(thing, Commitment):
        return thing.title
    return thing.metric if isinstance(thing, Goal) else "the partner itself"
