"""One topic after the kickoff: settled, changed, or kept open with a new date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff import disagreements
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import reminders as kickoff_reminders
from bot.flows.kickoff.form import read_topic
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.reading import Reading
from bot.flows.kickoff.record import write_answer
from bot.flows.kickoff.summary import refresh
from messages.shared.kickoff_fields import Part, field
from storage import kickoffs, people
from storage.kickoffs import KickoffState, KickoffTopic


@dataclass(frozen=True, slots=True)
class Editing:
    """One topic of a kickoff; ``owner`` is the Slack user id of who settles it."""

    held: Held
    row: KickoffTopic
    owner: str | None


def of(session: Session, actor: Actor, topic_id: UUID | None, *, lock: bool = False) -> Editing:
    """Return a topic of a submitted kickoff; with ``lock`` nobody else changes it meanwhile.

    Raises Refusal for anybody but our people.
    """
    row = kickoffs.topic_of_id(session, workspace_id=actor.workspace_id, topic_id=topic_id)
    if row is None or not actor.is_internal:
        raise Refusal(NOT_FOUND)
    held = kickoff.of(session, actor, row.kickoff_id, lock=lock)
    if lock:
        session.refresh(row)  # it may have been changed while we waited
    if held.kickoff.state is KickoffState.DRAFT:
        raise Refusal("This kickoff is still being written: “/partner kickoff” goes on with it.")
    owner = people.of_id(session, workspace_id=actor.workspace_id, person_id=row.owner_id)
    return Editing(held, row, owner.slack_user_id if owner else None)


def fields_of(editing: Editing) -> dict[str, str]:
    """Return what the topic's fields hold now, by block id."""
    row = editing.row
    held = {
        field(row.topic, Part.OURS): row.ours,
        field(row.topic, Part.THEIRS): row.theirs,
        field(row.topic, Part.STATE): row.state.value,
        field(row.topic, Part.REASON): row.reason or "",
        field(row.topic, Part.OWNER): editing.owner or "",
        field(row.topic, Part.DUE): str(row.due_on) if row.due_on else "",
    }
    return held | {f"{row.topic.key}.{name}": str(value) for name, value in row.facts.items()}


def change(
    session: Session,
    actor: Actor,
    topic_id: UUID | None,
    *,
    fields: Mapping[str, str],
    now: datetime,
) -> dict[str, str]:
    """Write the topic anew; returns the faults by field, and then nothing is written.

    The partner has to confirm what changed again; every summary is rewritten.
    """
    editing = of(session, actor, topic_id, lock=True)
    reading = Reading({**fields_of(editing), **fields}, kickoff.today_of(actor, now))
    answer = read_topic(reading, editing.row.topic)
    if reading.errors:
        return reading.errors
    if write_answer(session, actor, editing.row, answer, now=now):
        disagreements.follow_topic(
            session, editing.row, partner_id=editing.held.partner.id, actor=actor, now=now
        )
        held = editing.held.kickoff
        if held.state is KickoffState.CONFIRMED:  # the partner is asked from now on, not since then
            held.submitted_by, held.submitted_at = actor.person_id, now
        held.state, held.confirmed_by, held.confirmed_at = KickoffState.SUBMITTED, None, None
        session.add(held)
        kickoff_reminders.settle(
            session, workspace_id=actor.workspace_id, subject_id=editing.row.id, now=now
        )
        refresh(session, editing.held, by=actor, now=now)
    return {}
